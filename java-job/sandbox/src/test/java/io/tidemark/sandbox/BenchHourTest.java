package io.tidemark.sandbox;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.DmsChange.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchHourTest {

    private static final int ROWS = 700;
    private static final int CHANGES = 2_000;
    private static final int FILES = 3;

    @ParameterizedTest
    @EnumSource
    void the_winners_are_the_newest_changes_of_all_files(BenchMix mix) {
        BenchHour hour = hour(BenchTable.ORDERS, mix);
        Map<String, DmsChange> newest = new TreeMap<>();
        changes(hour)
                .sorted((one, other) -> one.position().compareTo(other.position()))
                .forEach(change -> newest.put(String.valueOf(change.row().get(0)), change));
        assertThat(changes(hour)).hasSize(CHANGES);
        assertThat(hour.winners()).containsExactlyInAnyOrderElementsOf(newest.values());
    }

    @ParameterizedTest
    @EnumSource
    void a_row_has_a_value_for_each_column_and_the_key_comes_first(BenchTable table) {
        BenchHour hour = hour(table, BenchMix.MIXED);
        int columns = table.schema().getFields().size();
        int key = table.key().size();
        assertThat(hour.rowsBefore()).allSatisfy(row -> assertThat(row).hasSize(columns));
        assertThat(changes(hour)).allSatisfy(change -> {
            assertThat(change.row()).hasSize(columns);
            assertThat(change.row().subList(0, key)).doesNotContainNull();
        });
        assertThat(changes(hour).filter(change -> change.operation() == Operation.DELETE))
                .isNotEmpty()
                .allSatisfy(
                        change -> assertThat(change.row().subList(key, columns)).containsOnlyNulls());
    }

    @Test
    void a_wide_table_has_sixty_columns() {
        assertThat(BenchTable.WIDE.schema().getFields()).hasSize(60);
    }

    @Test
    void a_hot_hour_changes_each_of_its_keys_about_a_hundred_times_and_only_as_a_source_could() {
        BenchHour hour = hour(BenchTable.ORDERS, BenchMix.HOT);
        Map<Object, Long> counts =
                changes(hour).collect(groupingBy(change -> change.row().get(0), counting()));
        assertThat(counts).hasSize(CHANGES / 100);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(50L, 150L));
        Set<Object> living = hour.rowsBefore().map(row -> row.get(0)).collect(Collectors.toCollection(HashSet::new));
        changes(hour)
                .sorted((one, other) -> one.position().compareTo(other.position()))
                .forEach(change -> {
                    Object key = change.row().get(0);
                    assertThat(living.contains(key)).isEqualTo(change.operation() != Operation.INSERT);
                    if (change.operation() == Operation.DELETE) {
                        living.remove(key);
                    } else {
                        living.add(key);
                    }
                });
    }

    @Test
    void an_hour_of_deletes_takes_every_row_once_where_there_are_more_changes_than_rows() {
        List<Object> keys = changes(hour(BenchTable.ORDERS, BenchMix.DELETES))
                .map(change -> change.row().get(0))
                .toList();
        assertThat(keys)
                .doesNotHaveDuplicates()
                .containsAll(IntStream.rangeClosed(1, ROWS)
                        .mapToObj(number -> (long) number)
                        .toList());
    }

    private static BenchHour hour(BenchTable table, BenchMix mix) {
        return BenchHour.of(7, table, mix, new BenchKeys(ROWS, CHANGES), FILES);
    }

    private static Stream<DmsChange> changes(BenchHour hour) {
        return IntStream.range(0, FILES).boxed().flatMap(hour::changes);
    }
}
