package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table and one hour of its changes, made from a seed: of ten changes six are updates, three inserts, one a delete.
 * Of 1,000,000 changes about 590,000 keys remain. Half of the deletes are of rows that were there, some of rows that
 * came in the same hour, some of rows that never were. One change in fifty lies in another file than its neighbours.
 *
 * <p>Kept are operation, key and file of each change; rows are made when they are asked for.
 */
final class BenchHour {

    static final LocalDateTime START = LocalDateTime.of(2026, 6, 1, 12, 0);

    private static final long HOUR_MICROS = ChronoUnit.HOURS.getDuration().toMillis() * 1000;
    private static final int CHANGES_OF_A_TRANSACTION = 10;
    private static final double TOUCHED_ROWS = 0.35; // of as many rows as there are changes
    private static final int DISPLACED = 50;

    private final long seed;
    private final int rows;
    private final Operation[] operations;
    private final long[] keys;
    private final int[] files;
    private final OrderContent content;

    private BenchHour(long seed, int rows, int changes) {
        this.seed = seed;
        this.rows = rows;
        this.operations = new Operation[changes];
        this.keys = new long[changes];
        this.files = new int[changes];
        this.content = new OrderContent(seed);
    }

    static BenchHour of(long seed, int rows, int changes, int files) {
        BenchHour hour = new BenchHour(seed, rows, changes);
        hour.chooseKeys();
        hour.chooseFiles(files);
        return hour;
    }

    private void chooseKeys() {
        SplittableRandom random = new SplittableRandom(seed);
        int touched = Math.max(1, (int) Math.min(rows, TOUCHED_ROWS * operations.length));
        double stride = rows / (double) touched;
        BitSet gone = new BitSet();
        long inserted = 0;
        for (int change = 0; change < operations.length; change++) {
            long old = 1 + (long) (random.nextInt(touched) * stride);
            long recent = rows + 1 + (long) (random.nextDouble() * inserted);
            int kind = change % 10;
            if (kind % 3 == 0 && kind < 9) {
                operations[change] = Operation.INSERT;
                keys[change] = rows + ++inserted;
            } else if (kind == 5) {
                operations[change] = Operation.DELETE;
                int which = random.nextInt(10);
                keys[change] = which < 5 ? old : which < 8 ? recent : 2L * (rows + operations.length) + change;
                gone.set(Math.toIntExact(keys[change]));
            } else {
                operations[change] = Operation.UPDATE;
                int key = Math.toIntExact(random.nextInt(20) < 17 ? old : recent);
                keys[change] = gone.get(key) ? recent : key;
            }
        }
    }

    private void chooseFiles(int count) {
        SplittableRandom random = new SplittableRandom(seed + 1);
        for (int change = 0; change < files.length; change++) {
            int inOrder = (int) ((long) change * count / files.length);
            files[change] = random.nextInt(DISPLACED) == 0 ? random.nextInt(count) : inOrder;
        }
    }

    /** The rows before the hour, in key order. */
    Stream<OrderRow> rowsBefore() {
        long written = micros(START.minusDays(1));
        return LongStream.rangeClosed(1, rows)
                .mapToObj(key -> content.row(key, new OrderContent.Version(key, 0, written)));
    }

    /** All changes, in the order of their positions. */
    Stream<DmsChange> changes() {
        return IntStream.range(0, operations.length).mapToObj(this::change);
    }

    /** The changes in a file, in its order. */
    Stream<DmsChange> changes(int file) {
        return IntStream.range(0, operations.length)
                .filter(change -> files[change] == file)
                .mapToObj(this::change);
    }

    private DmsChange change(int number) {
        long transaction = number / CHANGES_OF_A_TRANSACTION;
        LocalDateTime committed =
                START.plus(transaction * CHANGES_OF_A_TRANSACTION * HOUR_MICROS / operations.length, ChronoUnit.MICROS);
        return new DmsChange(
                operations[number],
                DmsChange.position(committed, number + 1L),
                committed,
                List.of(),
                row(number, micros(committed)));
    }

    private List<@Nullable Object> row(int number, long written) {
        if (operations[number] == Operation.DELETE) {
            @Nullable
            Object[] keyOnly = new @Nullable Object[OrdersTable.columns().size()];
            keyOnly[0] = keys[number];
            return Arrays.asList(keyOnly);
        }
        return content.row(keys[number], new OrderContent.Version(keys[number], number + 1L, written))
                .values();
    }

    private static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
}
