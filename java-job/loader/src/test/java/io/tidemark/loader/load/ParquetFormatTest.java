package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files are read whatever their compression, format version, encoding and number of row groups. */
class ParquetFormatTest {

    private static final String TABLE = """
            create table public.t (id bigint primary key, name text, amount numeric(15,2), ratio double precision,
                                   done boolean, at timestamptz, old timestamp, data bytea, small smallint)
            """;

    private static final List<String> COLUMNS = List.of(
            "int64 id",
            "binary name (STRING)",
            "fixed_len_byte_array(7) amount (DECIMAL(15,2))",
            "double ratio",
            "boolean done",
            "int64 at (TIMESTAMP(MICROS,true))",
            "int96 old",
            "binary data",
            "int32 small (INTEGER(16,true))");

    /** The rows that are as {@link #row} made them. */
    private static final String RIGHT = """
            select count(*)
              from public.t
             where name is not distinct from case when id % 3 <> 1 then 'first'
                                                  when id % 2 = 1 then 'second ' || id end
               and amount is not distinct from case when id % 5 > 0 then id + 0.25 end
               and ratio = id / 8.0
               and done = (id % 2 = 0)
               and at = timestamptz '1969-12-31 23:59:30Z' + id * interval '1 second'
               and old = timestamp '2024-01-01' + id * interval '1 microsecond'
               and data = decode(repeat('61', id::int), 'hex')
               and small = -id
            """;

    static Stream<Arguments> formats() {
        return Stream.of("UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW")
                .map(CompressionCodecName::valueOf)
                .flatMap(codec -> Stream.of(WriterVersion.PARQUET_1_0, WriterVersion.PARQUET_2_0)
                        .flatMap(version -> Stream.of(true, false)
                                .flatMap(dictionary -> Stream.of(7, 100_000)
                                        .map(rows -> Arguments.of(codec, version, dictionary, rows)))));
    }

    @ParameterizedTest(name = "{0}, {1}, dictionary {2}, {3} rows in a group")
    @MethodSource("formats")
    void everyFormatIsRead(CompressionCodecName codec, WriterVersion version, boolean dictionary, int groupRows) {
        Mirror mirror = Mirror.of("public.t", "id").sql(TABLE);
        mirror.must("init");
        mirror.put(
                "year=2024/month=05/day=01/hour=00/part-00000.parquet",
                changes()
                        .bytes(file -> file.codec(codec)
                                .version(version)
                                .dictionary(dictionary)
                                .rowGroupRows(groupRows)));

        Outcome loaded = mirror.must("load", "--hour", "2024-05-01T00:00Z");

        assertThat(loaded.count("rows")).isEqualTo(134);
        assertThat(loaded.count("inserted")).isEqualTo(100);
        assertThat(mirror.value(RIGHT)).isEqualTo("100");
    }

    /** A hundred inserts, and an update of every third row. */
    private static ChangeFile changes() {
        ChangeFile file = ChangeFile.of(COLUMNS, "id");
        for (long id = 1; id <= 100; id++) {
            file.insert(id, row(id, "first"));
        }
        for (long id = 1; id <= 100; id += 3) {
            file.update(100 + id, row(id, id % 2 == 0 ? null : "second " + id));
        }
        return file;
    }

    private static @Nullable Object[] row(long id, @Nullable String name) {
        return new @Nullable Object[] {
            id,
            name,
            id % 5 == 0 ? null : BigDecimal.valueOf(id * 100 + 25, 2),
            id / 8.0,
            id % 2 == 0,
            LocalDateTime.of(1969, 12, 31, 23, 59, 30).plusSeconds(id),
            LocalDateTime.of(2024, 1, 1, 0, 0).plusNanos(id * 1000),
            "a".repeat((int) id).getBytes(US_ASCII),
            (int) -id
        };
    }
}
