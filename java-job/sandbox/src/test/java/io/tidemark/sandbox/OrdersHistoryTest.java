package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.OrdersHistory.Size;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersHistoryTest {

    private static final LocalDateTime START = LocalDateTime.of(2026, 11, 22, 20, 0);
    private static final Size SIZE = new Size(300, 5, 800);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void replaying_the_changes_gives_the_truth_of_every_hour(long seed) {
        OrdersHistory history = OrdersHistory.of(seed, START, SIZE);
        Map<Object, List<@Nullable Object>> rows = new TreeMap<>();
        history.initialRows().forEach(row -> rows.put(row.orderId(), row.values()));
        for (int hour = 0; hour < SIZE.hours(); hour++) {
            history.changes(hour).forEach(change -> replay(change, rows));
            assertThat(rows).isEqualTo(truth(history, hour + 1));
        }
    }

    @Test
    void the_same_seed_gives_the_same_history_and_another_one_does_not() {
        assertThat(all(OrdersHistory.of(9, START, SIZE))).isEqualTo(all(OrdersHistory.of(9, START, SIZE)));
        assertThat(all(OrdersHistory.of(9, START, SIZE))).isNotEqualTo(all(OrdersHistory.of(10, START, SIZE)));
    }

    @Test
    void sequences_have_35_digits_and_ascend_although_the_counter_begins_anew() {
        List<String> positions = all(OrdersHistory.of(1, START, SIZE)).stream()
                .map(DmsChange::position)
                .toList();
        assertThat(positions)
                .allMatch(position -> position.matches("\\d{35}"))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(positions)
                .filteredOn(position -> position.endsWith("0000061"))
                .hasSize(2);
    }

    @Test
    void commit_times_lie_in_their_hour_are_spread_over_it_and_shared_within_a_transaction() {
        OrdersHistory history = OrdersHistory.of(1, START, SIZE);
        for (int hour = 0; hour < SIZE.hours(); hour++) {
            List<LocalDateTime> times =
                    history.changes(hour).stream().map(DmsChange::committed).toList();
            LocalDateTime begin = history.hour(hour);
            assertThat(times).isSorted().allMatch(time -> !time.isBefore(begin) && time.isBefore(begin.plusHours(1)));
            assertThat(Duration.between(begin, times.get(times.size() - 1))).isGreaterThan(Duration.ofMinutes(58));
            assertThat(times.stream().distinct().count()).isLessThan(times.size());
        }
    }

    @Test
    void everything_that_makes_a_loader_s_life_hard_happens() {
        List<DmsChange> changes = all(OrdersHistory.of(1, START, SIZE));
        Map<Operation, Long> kinds =
                changes.stream().collect(Collectors.groupingBy(DmsChange::operation, Collectors.counting()));
        assertThat(kinds.values()).allMatch(count -> count > 100);
        assertThat(changes).filteredOn(change -> !change.keyBefore().isEmpty()).hasSizeGreaterThan(50);
        assertThat((long) keysOf(changes, Operation.INSERT).size()).isLessThan(kinds.get(Operation.INSERT));
        assertThat(changes)
                .filteredOn(change -> change.operation() == Operation.DELETE)
                .allMatch(change ->
                        change.row().stream().filter(value -> value != null).count() == 1);
    }

    @Test
    void rows_survive_the_way_into_the_database_and_back() {
        OrdersHistory history = OrdersHistory.of(4, START, new Size(2_000, 0, 0));
        SandboxPostgres postgres = SandboxPostgres.shared();
        var database = postgres.jdbi(postgres.createDatabase("orders"));
        OrdersTable.create(database);
        database.useHandle(handle -> {
            var batch =
                    handle.prepareBatch("INSERT INTO public.orders VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?)");
            history.initialRows().forEach(row -> batch.add(row.values().toArray()));
            batch.execute();
        });
        TableComparison same = OrdersTable.compare(database, history.finalRows());
        assertThat(same).isEqualTo(new TableComparison(2_000, List.of(), List.of(), List.of()));
        database.useHandle(
                handle -> handle.execute(
                        "UPDATE public.orders SET order_id = -5 WHERE order_id = 7; UPDATE orders SET amount = 0 WHERE order_id = 8"));
        assertThat(OrdersTable.compare(database, history.finalRows()))
                .isEqualTo(new TableComparison(1_998, List.of(7L), List.of(-5L), List.of(8L)));
    }

    private static void replay(DmsChange change, Map<Object, List<@Nullable Object>> rows) {
        Object key = String.valueOf(change.row().get(0)).transform(Long::valueOf);
        switch (change.operation()) {
            case INSERT -> assertThat(rows.put(key, change.row())).isNull();
            case DELETE -> assertThat(rows.remove(key)).isNotNull();
            case UPDATE -> {
                Object before =
                        change.keyBefore().isEmpty() ? key : change.keyBefore().get(0);
                assertThat(rows.remove(before)).isNotNull();
                assertThat(rows.put(key, change.row())).isNull();
            }
        }
    }

    private static Map<Object, List<@Nullable Object>> truth(OrdersHistory history, int hours) {
        Map<Object, List<@Nullable Object>> truth = new TreeMap<>();
        history.truthAfter(hours).forEach((key, row) -> truth.put(key, row.values()));
        return truth;
    }

    private static List<DmsChange> all(OrdersHistory history) {
        List<DmsChange> changes = new ArrayList<>();
        IntStream.range(0, history.size().hours()).forEach(hour -> changes.addAll(history.changes(hour)));
        return changes;
    }

    private static List<Object> keysOf(List<DmsChange> changes, Operation operation) {
        return changes.stream()
                .filter(change -> change.operation() == operation)
                .map(change -> (Object) String.valueOf(change.row().get(0)))
                .distinct()
                .toList();
    }
}
