package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.parquet.ParquetChanges;
import io.tidemark.loader.stage.RowEncoder;
import io.tidemark.loader.stage.StagingTable;
import io.tidemark.loader.testing.BytesContent;
import io.tidemark.sandbox.ParquetFixture;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Prints what a row costs from Parquet to COPY, in nanoseconds of CPU, for all rows and for six of ten: {@code mvn -Dquick
 * -pl java-job/loader -am test -Dtest=ReadingSpeed -Dsurefire.failIfNoSpecifiedTests=false}. The first rounds are those of
 * a load, which is over before the compiler is. No test of the build: its name says so to the test runner.
 */
class ReadingSpeed {

    private static final int ROWS = 200_000;
    private static final int ROUNDS = Integer.getInteger("tidemark.rounds", 10);
    private static final List<TargetColumn> COLUMNS = List.of(
            column("id", Kind.INT8, 0, 0),
            column("status", Kind.TEXT, 20, 0),
            column("amount", Kind.NUMERIC, 12, 2),
            column("note", Kind.TEXT, 0, 0),
            column("at", Kind.TIMESTAMP, 0, ColumnType.MICROSECONDS),
            column("reference", Kind.UUID, 0, 0));

    private long encoded;

    @Test
    void rowsFromParquetToCopy() {
        ChangeReader reader = ParquetChanges.open(BytesContent.ofFullLoad(file()));
        BitSet all = new BitSet();
        all.set(0, ROWS);
        BitSet some = new BitSet();
        new Random(1).ints(0, ROWS).distinct().limit(ROWS * 6 / 10).forEach(some::set);
        for (int round = 1; round <= ROUNDS; round++) {
            long ofAll = nanosPerRow(reader, all);
            long ofSome = nanosPerRow(reader, some);
            System.out.printf(Locale.ROOT, "round %d: all %d ns, six of ten %d ns a row%n", round, ofAll, ofSome);
        }
        assertThat(encoded).isEqualTo(ROUNDS * (long) (ROWS + some.cardinality()));
    }

    private long nanosPerRow(ChangeReader reader, BitSet rows) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        StagingTable table = new StagingTable("t", COLUMNS, List.of());
        byte[] piece = new byte[EncodingSink.PIECE_BYTES * 2];
        EncodingSink sink = new EncodingSink(
                new RowEncoder(0, table, NulCharacter.FAIL, piece),
                () -> piece,
                written -> encoded += written.rows(),
                (row, column, reason) -> {
                    throw reason;
                });
        List<String> names = COLUMNS.stream().map(TargetColumn::name).toList();
        reader.decode(roles(names), names, rows, sink);
        sink.finish();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / rows.cardinality();
    }

    private static ChangeColumns roles(List<String> names) {
        return new ChangeColumns(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                names.subList(0, 1),
                List.of(),
                names,
                List.of(),
                Position.FULL_LOAD);
    }

    private static TargetColumn column(String name, Kind kind, int precision, int scale) {
        String sql = kind.name().toLowerCase(Locale.ROOT);
        return new TargetColumn(name, new ColumnType(sql, sql, kind, precision, scale), false, false);
    }

    private static byte[] file() {
        ParquetFixture file = ParquetFixture.of("""
                        message t {
                          required int64 id;
                          optional binary status (STRING);
                          optional fixed_len_byte_array(6) amount (DECIMAL(12,2));
                          optional binary note (STRING);
                          optional int64 at (TIMESTAMP(MICROS,true));
                          optional binary reference (STRING);
                        }
                        """).rowGroupRows(10_000); // as DMS does
        Random random = new Random(2);
        LocalDateTime start = LocalDateTime.of(2026, 6, 1, 12, 0);
        for (long row = 0; row < ROWS; row++) {
            file.row(
                    row,
                    "status " + random.nextInt(6),
                    BigDecimal.valueOf(random.nextInt(10_000_000), 2),
                    row % 10 == 0 ? null : "a note of " + random.nextInt(1_000) + " words",
                    start.plusNanos(random.nextInt(1_000_000) * 1_000_000L),
                    new UUID(random.nextLong(), random.nextLong()));
        }
        return file.bytes();
    }
}
