package io.tidemark.sandbox;

import static io.tidemark.sandbox.DmsSchemas.COMMIT_TIME;

import io.tidemark.sandbox.DmsChange.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Parquet files of a table as AWS DMS writes them.
 *
 * <p>Columns come in DMS's order: operation, commit time, source columns, change sequence, key columns before the
 * change. Only the commit time is required. A delete carries its key, its time and its sequence; the before image is
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
        Schema schema = changeSchema();
        return write(schema, writer -> {
            for (DmsChange change : changes) {
                writer.write(changeRecord(schema, change));
            }
        });
    }

    /**
     * A full-load file with these rows; the sequence is the empty string.
     *
     * @param moved the time in the timestamp column, UTC
     * @param withOp whether the endpoint writes {@code Op} in full loads
     */
    public byte[] load(Iterable<? extends List<@Nullable Object>> rows, LocalDateTime moved, boolean withOp) {
        Schema schema = loadSchema(withOp);
        return write(schema, writer -> {
            for (List<@Nullable Object> row : rows) {
                GenericRecord record = sourceRecord(schema, row, moved, "");
                if (withOp) {
                    record.put(format.opColumn(), Operation.INSERT.code());
                }
                writer.write(record);
            }
        });
    }

    private Schema schema(boolean withOp) {
        return DmsSchemas.file(table, key, format, withOp);
    }

    private GenericRecord changeRecord(Schema schema, DmsChange change) {
        GenericRecord record = sourceRecord(schema, change.row(), change.committed(), change.position());
        record.put(format.opColumn(), change.operation().code());
        String prefix = format.beforeImagePrefix();
        if (prefix != null && !change.keyBefore().isEmpty()) {
            for (int index = 0; index < key.size(); index++) {
                put(record, prefix + key.get(index), change.keyBefore().get(index));
            }
        }
        return record;
    }

    private GenericRecord sourceRecord(Schema schema, List<@Nullable Object> row, LocalDateTime time, String position) {
        GenericRecord record = new GenericData.Record(schema);
        record.put(format.timestampColumn(), time.format(COMMIT_TIME));
        List<Schema.Field> columns = table.getFields();
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "the table has " + columns.size() + " columns, the row has " + row.size() + " values");
        }
        for (Schema.Field column : columns) {
            put(record, column.name(), row.get(column.pos()));
        }
        String positionColumn = format.positionColumn();
        if (positionColumn != null) {
            record.put(positionColumn, position);
        }
        return record;
    }

    private static void put(GenericRecord record, String column, @Nullable Object value) {
        if (value != null) {
            record.put(column, AvroValue.of(record.getSchema().getField(column), value));
        }
    }

    private byte[] write(Schema schema, Content content) {
        MemoryFile file = new MemoryFile();
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(file)
                .withSchema(schema)
                .withDataModel(GenericData.get())
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(format.codec())
                .withRowGroupRowCountLimit(format.rowGroupRows())
                .build()) {
            content.writeTo(writer);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a Parquet file to memory", e);
        }
        return file.bytes();
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(ParquetWriter<GenericRecord> writer) throws IOException;
    }
}
