package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.OrderContent.Version;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A made-up life of the reference table: rows at the start, changes hour by hour, and the truth at the end of any hour.
 *
 * <p>The same seed, first hour and size give the same history. It holds what a loader must survive: inserts, updates,
 * deletes, keys used again after a delete, changes of the key (also several in a row, and onto keys left free), rows
 * that live within one transaction, and a few hot keys. Sequences ascend over the whole history, although the counter in
 * them begins anew every third hour, as after a restart of the DMS task; all rows of a transaction share its commit time.
 *
 * <p>Only keys and numbers are kept (about 100 bytes a change); contents are made on access, so the lists are views to
 * walk through, not to hold on to row by row. Immutable and thread-safe.
 */
public final class OrdersHistory {

    private static final int COLUMNS = OrdersTable.columns().size();

    private final OrderContent content;
    private final LocalDateTime firstHour;
    private final Size size;
    private final List<List<HistoryStep>> hours;

    private OrdersHistory(long seed, LocalDateTime firstHour, Size size) {
        this.content = new OrderContent(seed);
        this.firstHour = firstHour;
        this.size = size;
        HistoryScript script = new HistoryScript(seed, size);
        List<List<HistoryStep>> written = new ArrayList<>();
        for (int index = 0; index < size.hours(); index++) {
            written.add(script.hour(index, micros(hour(index))));
        }
        this.hours = List.copyOf(written);
    }

    /**
     * How much happens.
     *
     * @param initialRows rows before the first hour; their keys are 1, 2, 3 …
     * @param hours number of hours
     * @param changesPerHour changes in each hour; the last transaction may go over it by a few
     */
    public record Size(int initialRows, int hours, int changesPerHour) {
        /** Refuses negative numbers. */
        public Size {
            if (initialRows < 0 || hours < 0 || changesPerHour < 0) {
                throw new IllegalArgumentException("sizes must not be negative: initialRows=" + initialRows + " hours="
                        + hours + " changesPerHour=" + changesPerHour);
            }
        }
    }

    /** Makes a history; {@code firstHour} is UTC and a full hour. */
    public static OrdersHistory of(long seed, LocalDateTime firstHour, Size size) {
        if (!firstHour.equals(firstHour.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("not a full hour: " + firstHour);
        }
        return new OrdersHistory(seed, firstHour, size);
    }

    /** The size it was made with. */
    public Size size() {
        return size;
    }

    /** When hour number {@code index}, counted from 0, begins; UTC. */
    public LocalDateTime hour(int index) {
        return firstHour.plusHours(index);
    }

    /** The rows before the first hour, in key order: what the full load finds. */
    public List<OrderRow> initialRows() {
        return new View<>(size.initialRows(), index -> content.row(index + 1L, initialVersion(index + 1L)));
    }

    /** The changes of hour number {@code index}, counted from 0, in the order they happened. */
    public List<DmsChange> changes(int index) {
        List<HistoryStep> steps = hours.get(index);
        return new View<>(steps.size(), place -> change(steps.get(place)));
    }

    /** The table's rows after the first {@code count} hours, in key order; none means before the first hour. */
    public Stream<OrderRow> rowsAfter(int count) {
        TreeMap<Long, Version> rows = new TreeMap<>();
        for (long key = 1; key <= size.initialRows(); key++) {
            rows.put(key, initialVersion(key));
        }
        hours.subList(0, count).forEach(steps -> steps.forEach(step -> step.applyTo(rows)));
        return rows.entrySet().stream().map(row -> content.row(row.getKey(), row.getValue()));
    }

    /** The same by key, with all contents in memory. */
    public Map<Long, OrderRow> truthAfter(int count) {
        Map<Long, OrderRow> truth = new TreeMap<>();
        rowsAfter(count).forEach(row -> truth.put(row.orderId(), row));
        return Collections.unmodifiableMap(truth);
    }

    /** The rows after the last hour, in key order. */
    public Stream<OrderRow> finalRows() {
        return rowsAfter(size.hours());
    }

    private DmsChange change(HistoryStep step) {
        LocalDateTime committed = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
                .plus(step.version().writtenMicros(), ChronoUnit.MICROS);
        List<@Nullable Object> row = step.operation() == Operation.DELETE
                ? keyOnly(step.key())
                : content.row(step.key(), step.version()).values();
        return new DmsChange(
                step.operation(),
                DmsChange.position(committed, step.counter()),
                committed,
                step.keyBeforeOrNone(),
                row);
    }

    private static List<@Nullable Object> keyOnly(long key) {
        @Nullable Object[] values = new @Nullable Object[COLUMNS];
        values[0] = key;
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    private Version initialVersion(long key) {
        // Written some time in the day before, each row at a time of its own.
        return new Version(key, 0, micros(firstHour.minusDays(1)) + key * 1_000_003L % 80_000_000_000L);
    }

    private static long micros(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000L;
    }

    /** A list whose elements are made on access. */
    private static final class View<T> extends AbstractList<T> implements RandomAccess {
        private final int length;
        private final IntFunction<T> maker;

        View(int length, IntFunction<T> maker) {
            this.length = length;
            this.maker = maker;
        }

        @Override
        public T get(int index) {
            return maker.apply(Objects.checkIndex(index, length));
        }

        @Override
        public int size() {
            return length;
        }
    }
}
