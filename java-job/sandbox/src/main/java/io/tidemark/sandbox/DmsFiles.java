package io.tidemark.sandbox;

import static io.tidemark.sandbox.DmsSchemas.COMMIT_TIME;

import io.tidemark.sandbox.DmsChange.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Parquet or CSV files of a table as AWS DMS writes them.
 *
 * <p>Columns come in DMS's order: operation, commit time, source columns, change sequence, key columns before the
 * change. Only the commit time is required in Parquet. A delete carries its key, its time and its sequence; the before image is
 * filled, with all key columns, only where an update changed the key. Values are given as Java values and encoded for the
 * table's Avro schema.
 *
 * <p>Immutable and thread-safe.
 */
public final class DmsFiles {

    private final DmsFormat format;
    private final List<String> key;
    private final Schema table;

    private DmsFiles(Schema table, List<String> key, DmsFormat format) {
        this.table = table;
        this.key = List.copyOf(key);
        this.format = format;
    }

    /** Files of a table with these source columns and this key, in the project's standard format. */
    public static DmsFiles of(Schema table, List<String> key) {
        return new DmsFiles(table, key, DmsFormat.standard());
    }

    /** The same table in another format. */
    public DmsFiles in(DmsFormat wanted) {
        return new DmsFiles(table, key, wanted);
    }

    /** The schema of the change files. */
    public Schema changeSchema() {
        return schema(true);
    }

    /** The schema of the full-load files. */
    public Schema loadSchema(boolean withOp) {
        return schema(withOp);
    }

    /** A change file with these changes, in the order given. */
    public byte[] changes(Iterable<DmsChange> changes) {
        return write(changeSchema(), mapped(changes, this::changeRow));
    }

    /**
     * A full-load file with these rows; the sequence is the empty string.
     *
     * @param moved the time in the timestamp column, UTC
     * @param withOp whether the endpoint writes {@code Op} in full loads
     */
    public byte[] load(Iterable<? extends List<@Nullable Object>> rows, LocalDateTime moved, boolean withOp) {
        return write(loadSchema(withOp), mapped(rows, row -> {
            List<@Nullable Object> values = sourceValues(row, moved, "");
            if (withOp) {
                values.add(0, Operation.INSERT.code());
            }
            if (format.beforeImagePrefix() != null) {
                key.forEach(column -> values.add(null));
            }
            return values;
        }));
    }

    private static <T> Iterable<List<@Nullable Object>> mapped(
            Iterable<? extends T> source, Function<T, List<@Nullable Object>> row) {
        return () -> StreamSupport.stream(source.spliterator(), false).map(row).iterator();
    }

    private Schema schema(boolean withOp) {
        return DmsSchemas.file(table, key, format, withOp);
    }

    private List<@Nullable Object> changeRow(DmsChange change) {
        List<@Nullable Object> values = sourceValues(change.row(), change.committed(), change.position());
        values.add(0, change.operation().code());
        if (format.beforeImagePrefix() != null) {
            for (int index = 0; index < key.size(); index++) {
                values.add(
                        change.keyBefore().isEmpty() ? null : change.keyBefore().get(index));
            }
        }
        return values;
    }

    private List<@Nullable Object> sourceValues(List<@Nullable Object> row, LocalDateTime time, String position) {
        List<Schema.Field> columns = table.getFields();
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "the table has " + columns.size() + " columns, the row has " + row.size() + " values");
        }
        List<@Nullable Object> values = new ArrayList<>(row);
        values.add(0, time.format(COMMIT_TIME));
        if (format.positionColumn() != null) {
            values.add(position);
        }
        return values;
    }

    private byte[] write(Schema schema, Iterable<List<@Nullable Object>> rows) {
        DmsCsv csv = format.csv();
        return csv == null ? parquet(schema, rows) : csv(csv, schema, rows);
    }

    private static byte[] csv(DmsCsv settings, Schema schema, Iterable<List<@Nullable Object>> rows) {
        CsvFixture file = settings.file();
        if (settings.header()) {
            file.header(schema.getFields().stream().map(Schema.Field::name).toList());
        }
        rows.forEach(row -> file.row(row.toArray()));
        return file.bytes();
    }

    private byte[] parquet(Schema schema, Iterable<List<@Nullable Object>> rows) {
        MemoryFile file = new MemoryFile();
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(file)
                .withSchema(schema)
                .withDataModel(GenericData.get())
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(format.codec())
                .withRowGroupRowCountLimit(format.rowGroupRows())
                .build()) {
            for (List<@Nullable Object> row : rows) {
                writer.write(record(schema, row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a Parquet file to memory", e);
        }
        return file.bytes();
    }

    private static GenericRecord record(Schema schema, List<@Nullable Object> values) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field column : schema.getFields()) {
            Object value = values.get(column.pos());
            if (value != null) {
                record.put(column.pos(), AvroValue.of(column, value));
            }
        }
        return record;
    }
}
