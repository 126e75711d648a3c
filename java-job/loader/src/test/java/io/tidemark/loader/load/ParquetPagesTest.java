package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.Position;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.parquet.ParquetChanges;
import io.tidemark.loader.testing.BytesContent;
import io.tidemark.sandbox.ParquetFixture;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value is found wherever its page and its row group begin, and whichever rows before it are passed over. */
class ParquetPagesTest {

    private static final String SCHEMA = """
            message t {
              required int64 id;
              optional binary word (STRING);
              optional binary unique (STRING);
              optional fixed_len_byte_array(5) amount (DECIMAL(11,2));
              optional int32 small;
              optional double ratio;
              optional float half;
              optional boolean done;
              optional int64 never;
              required binary data;
            }
            """;

    private static final List<String> NAMES =
            List.of("id", "word", "unique", "amount", "small", "ratio", "half", "done", "never", "data");

    private static final int ROWS = 500;

    static Stream<Arguments> layouts() {
        return Stream.of(WriterVersion.PARQUET_1_0, WriterVersion.PARQUET_2_0)
                .flatMap(version -> Stream.of(true, false)
                        .flatMap(dictionary -> Stream.of(3, 64, 1_000)
                                .flatMap(pageRows -> Stream.of(1L, 2L)
                                        .map(seed -> Arguments.of(version, dictionary, pageRows, seed)))));
    }

    @ParameterizedTest(name = "{0}, dictionary {1}, {2} rows in a page, seed {3}")
    @MethodSource("layouts")
    void anyChoiceOfRowsIsRead(WriterVersion version, boolean dictionary, int pageRows, long seed) {
        Random random = new Random(seed);
        ParquetFixture file = ParquetFixture.of(SCHEMA)
                .version(version)
                .dictionary(dictionary)
                .pageRows(pageRows)
                .rowGroupRows(170);
        List<String> expected = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            @Nullable Object[] values = row(row, random);
            file.row(values);
            expected.add("row " + row + ": "
                    + Arrays.stream(values).map(ParquetPagesTest::said).collect(joining(", ")));
        }
        ChangeReader reader = ParquetChanges.open(BytesContent.ofFullLoad(file.bytes()));
        int[] all = IntStream.range(0, ROWS).toArray();
        int[] some = IntStream.of(all).filter(row -> random.nextInt(10) < 6).toArray();
        int[] few = IntStream.of(all).filter(row -> random.nextInt(100) < 2).toArray();

        for (int[] chosen : List.of(all, some, few)) {
            assertThat(Recorded.rows(reader, roles(), NAMES, chosen))
                    .isEqualTo(IntStream.of(chosen).mapToObj(expected::get).toList());
        }
    }

    /** NULLs come in runs, as deletes do, and alone. */
    private static @Nullable Object[] row(int row, Random random) {
        boolean gone = row % 100 > 80;
        @Nullable
        Object[] values = {
            (long) row * row,
            "word " + random.nextInt(5),
            "unique " + random.nextLong(),
            BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, 2),
            random.nextInt(),
            random.nextDouble(),
            random.nextFloat(),
            random.nextBoolean(),
            null,
            "d".repeat(random.nextInt(9)).getBytes(US_ASCII)
        };
        for (int i = 1; i < values.length - 1; i++) {
            if (gone || random.nextInt(8) == 0) {
                values[i] = null;
            }
        }
        return values;
    }

    private static String said(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
    }

    private static ChangeColumns roles() {
        return new ChangeColumns(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("id"),
                List.of(),
                NAMES,
                List.of(),
                Position.FULL_LOAD);
    }
}
