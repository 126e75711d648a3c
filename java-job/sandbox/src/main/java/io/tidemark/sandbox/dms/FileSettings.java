package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.CsvFixture;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * How a file's rows become bytes.
 *
 * @param csvHeader whether CSV begins with the columns' names ({@code AddColumnName})
 * @param csvNull how CSV writes NULL ({@code CsvNullValue}); with an empty one it looks like an empty text
 */
record FileSettings(
        Format format,
        boolean packed,
        boolean dictionary,
        int rowGroupRows,
        boolean milliseconds,
        boolean csvHeader,
        String csvDelimiter,
        String csvNull) {

    private static final long ROW_GROUP_ROWS = 10_000;

    /** What an endpoint writes. */
    enum Format {
        CSV,
        PARQUET
    }

    private enum Compression {
        NONE,
        GZIP
    }

    private enum Encoding {
        PLAIN,
        PLAIN_DICTIONARY,
        RLE_DICTIONARY
    }

    static FileSettings read(JsonSection own) {
        own.withoutEffect("EnableStatistics", "DictPageSizeLimit", "DataPageSize");
        // A real file of parquet-2-0 has the pages and the encodings of version 1.
        own.withoutEffect("ParquetVersion");
        own.only("CsvRowDelimiter", "\n");
        own.only("Rfc4180", true);
        own.only("UseCsvNoSupValue", false);
        return new FileSettings(
                own.choice("DataFormat", Format.CSV, Format.values()),
                own.choice("CompressionType", Compression.NONE, Compression.values()) == Compression.GZIP,
                own.choice("EncodingType", Encoding.RLE_DICTIONARY, Encoding.values()) != Encoding.PLAIN,
                Math.toIntExact(own.number("RowGroupLength", ROW_GROUP_ROWS)),
                own.flag("ParquetTimestampInMillisecond", false),
                own.flag("AddColumnName", false),
                own.text("CsvDelimiter", ","),
                own.text("CsvNullValue", ""));
    }

    /** What an object's name ends with. */
    String extension() {
        return format == Format.PARQUET ? ".parquet" : packed ? ".csv.gz" : ".csv";
    }

    /** A whole file. */
    byte[] bytes(List<FileColumn> columns, List<List<@Nullable Object>> rows) {
        return format == Format.PARQUET ? parquet(columns, rows) : csv(columns, rows);
    }

    private byte[] parquet(List<FileColumn> columns, List<List<@Nullable Object>> rows) {
        MessageType schema = new MessageType(
                "schema",
                columns.stream().map(column -> column.parquet(milliseconds)).toList());
        ParquetFixture file = ParquetFixture.of(schema)
                .codec(packed ? CompressionCodecName.GZIP : CompressionCodecName.UNCOMPRESSED)
                .dictionary(dictionary)
                .rowGroupRows(rowGroupRows);
        for (List<@Nullable Object> row : rows) {
            @Nullable Object[] values = new @Nullable Object[columns.size()];
            for (int index = 0; index < values.length; index++) {
                values[index] = columns.get(index).inParquet(row.get(index), milliseconds);
            }
            file.row(values);
        }
        return file.bytes();
    }

    private byte[] csv(List<FileColumn> columns, List<List<@Nullable Object>> rows) {
        CsvFixture file =
                CsvFixture.of().delimiter(csvDelimiter).nullText(csvNull).gzip(packed);
        if (csvNull.isEmpty()) {
            file.emptyLikeNull();
        }
        if (csvHeader) {
            file.header(columns.stream().map(FileColumn::name).toList());
        }
        for (List<@Nullable Object> row : rows) {
            @Nullable Object[] values = new @Nullable Object[columns.size()];
            for (int index = 0; index < values.length; index++) {
                values[index] = columns.get(index).inCsv(row.get(index));
            }
            file.row(values);
        }
        return file.bytes();
    }
}
