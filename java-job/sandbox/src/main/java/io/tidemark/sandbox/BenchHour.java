package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.OrderContent.Version;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table and one hour of its changes, made from a seed. One change in fifty lies in another file than its neighbours.
 *
 * <p>Kept are operation, key and file of each change; rows are made when they are asked for.
 */
final class BenchHour {

    static final LocalDateTime START = LocalDateTime.of(2026, 6, 1, 12, 0);

    private static final long HOUR_MICROS = ChronoUnit.HOURS.getDuration().toMillis() * 1000;
    private static final int CHANGES_OF_A_TRANSACTION = 10;
    private static final int DISPLACED = 50;

    private final BenchTable table;
    private final int columns;
    private final BenchKeys keys;
    private final int[] files;
    private final OrderContent content;

    private BenchHour(BenchTable table, BenchKeys keys, int[] files, OrderContent content) {
        this.table = table;
        this.columns = table.schema().getFields().size();
        this.keys = keys;
        this.files = files;
        this.content = content;
    }

    static BenchHour of(long seed, BenchTable table, BenchMix mix, BenchKeys keys, int files) {
        mix.choose(keys, new SplittableRandom(seed));
        return new BenchHour(table, keys, chosenFiles(seed + 1, keys.changes(), files), new OrderContent(seed));
    }

    private static int[] chosenFiles(long seed, int changes, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] files = new int[changes];
        for (int change = 0; change < changes; change++) {
            int inOrder = (int) ((long) change * count / changes);
            files[change] = random.nextInt(DISPLACED) == 0 ? random.nextInt(count) : inOrder;
        }
        return files;
    }

    /** The rows before the hour, in the order of their numbers. */
    Stream<List<@Nullable Object>> rowsBefore() {
        long written = micros(START.minusDays(1));
        return LongStream.rangeClosed(1, keys.rows())
                .mapToObj(number -> table.row(content, number, new Version(number, 0, written)));
    }

    /** The newest change of each key, in the order of their positions. */
    Stream<DmsChange> winners() {
        return keys.newest().stream().mapToObj(this::change);
    }

    /** The changes in a file, in its order. */
    Stream<DmsChange> changes(int file) {
        return IntStream.range(0, files.length)
                .filter(change -> files[change] == file)
                .mapToObj(this::change);
    }

    private DmsChange change(int change) {
        long transaction = change / CHANGES_OF_A_TRANSACTION;
        LocalDateTime committed =
                START.plus(transaction * CHANGES_OF_A_TRANSACTION * HOUR_MICROS / files.length, ChronoUnit.MICROS);
        return new DmsChange(
                keys.operation(change),
                DmsChange.position(committed, change + 1L),
                committed,
                List.of(),
                row(change, micros(committed)));
    }

    private List<@Nullable Object> row(int change, long written) {
        long number = keys.number(change);
        if (keys.operation(change) == Operation.DELETE) {
            List<@Nullable Object> keyOnly = new ArrayList<>(table.keyOf(number));
            while (keyOnly.size() < columns) {
                keyOnly.add(null);
            }
            return keyOnly;
        }
        return table.row(content, number, new Version(number, change + 1L, written));
    }

    private static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
}
