package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Parquet file of any schema, for tests.
 *
 * <p>The schema is Parquet's own text, so that every physical type with every, or no, annotation can be written:
 *
 * <pre>{@code
 * byte[] file = ParquetFixture.of("message t { required int64 id; optional binary name (STRING); }")
 *         .codec(CompressionCodecName.ZSTD)
 *         .row(1L, "one")
 *         .row(2L, null)
 *         .bytes();
 * }</pre>
 *
 * <p>Values are given in schema order. A value is encoded for its column: a {@code BigDecimal} with the column's scale on
 * whatever physical type, dates and times in the column's unit, a {@code UUID} as text unless the column is annotated
 * as UUID. A value that its column cannot hold exactly is refused. A repeated field takes a {@code List}, a group an
 * {@code Object[]}.
 *
 * <p>Not thread-safe; may be asked for its bytes several times.
 */
public final class ParquetFixture {

    private MessageType schema;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private CompressionCodecName codec = CompressionCodecName.SNAPPY;
    private WriterVersion version = WriterVersion.PARQUET_1_0;
    private int rowGroupRows = Integer.MAX_VALUE;
    private boolean dictionary = true;

    private ParquetFixture(MessageType schema) {
        this.schema = schema;
    }

    /** A file without rows; Snappy, format version 1, one row group, dictionaries where they pay. */
    public static ParquetFixture of(String messageTypeText) {
        return of(MessageTypeParser.parseMessageType(messageTypeText));
    }

    /** The same with a schema that was made otherwise. */
    public static ParquetFixture of(MessageType schema) {
        return new ParquetFixture(schema);
    }

    /** Gives a column another name, which may be one that the schema's text cannot say, such as one with spaces. */
    public ParquetFixture renamed(String from, String to) {
        List<Type> fields = schema.getFields().stream()
                .map(field -> field.getName().equals(from) ? named(field.asPrimitiveType(), to) : field)
                .toList();
        schema = new MessageType(schema.getName(), fields);
        return this;
    }

    private static Type named(PrimitiveType column, String name) {
        return Types.primitive(column.getPrimitiveTypeName(), column.getRepetition())
                .length(column.getTypeLength())
                .as(column.getLogicalTypeAnnotation())
                .named(name);
    }

    /** Compresses pages with this codec: uncompressed, Snappy, ZSTD, GZIP or LZ4_RAW. */
    public ParquetFixture codec(CompressionCodecName wanted) {
        codec = wanted;
        return this;
    }

    /** Writes pages and encodings of this format version. */
    public ParquetFixture version(WriterVersion wanted) {
        version = wanted;
        return this;
    }

    /** Begins a new row group after this number of rows. */
    public ParquetFixture rowGroupRows(int rowsPerGroup) {
        rowGroupRows = rowsPerGroup;
        return this;
    }

    /** Allows dictionary-encoded pages, or not. */
    public ParquetFixture dictionary(boolean allowed) {
        dictionary = allowed;
        return this;
    }

    /** Adds a row; one value for each field of the schema, in its order. */
    public ParquetFixture row(@Nullable Object... valuesInSchemaOrder) {
        if (valuesInSchemaOrder.length != schema.getFieldCount()) {
            throw new IllegalArgumentException("the schema has " + schema.getFieldCount() + " fields, the row has "
                    + valuesInSchemaOrder.length + " values");
        }
        rows.add(Collections.unmodifiableList(Arrays.asList(valuesInSchemaOrder.clone())));
        return this;
    }

    /** The whole file. */
    public byte[] bytes() {
        MemoryFile file = new MemoryFile();
        try (ParquetWriter<List<@Nullable Object>> writer = new RowWriter.Builder(file, schema)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(codec)
                .withWriterVersion(version)
                .withRowGroupRowCountLimit(rowGroupRows)
                .withDictionaryEncoding(dictionary)
                .build()) {
            for (List<@Nullable Object> row : rows) {
                writer.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a Parquet file to memory", e);
        }
        return file.bytes();
    }
}
