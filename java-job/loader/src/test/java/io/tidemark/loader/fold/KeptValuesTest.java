package io.tidemark.loader.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The columns to keep against a plain search: which older rows have to be staged for a value that the newest lacks. */
class KeptValuesTest {

    private static final int OBJECTS = 3;

    private static final Comparator<Change> ORDER =
            Comparator.comparing(Change::position).thenComparing(Change::object).thenComparing(Change::row);

    private record Change(String key, int object, int row, boolean delete, Position position, long unlogged) {

        boolean logs(int column) {
            return !delete && (unlogged & 1L << column) == 0;
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void newestLoggedValueOfEachColumnIsKept(long seed) {
        Random random = new Random(seed);
        int columns = List.of(1, 2, 3, 64).get(random.nextInt(4));
        List<Change> changes = changes(random);
        List<List<BitSet>> expected = expected(changes, columns);

        for (int i = 0; i < 3; i++) {
            assertThat(kept(changes, columns)).isEqualTo(expected);
            Collections.shuffle(changes, random);
        }
    }

    private static List<Change> changes(Random random) {
        List<Change> changes = new ArrayList<>();
        int count = random.nextInt(500);
        int keys = 1 + random.nextInt(200);
        for (int row = 0; row < count; row++) {
            Position position = new Position(1 + random.nextInt(6), random.nextInt(3), random.nextInt(3) == 0 ? 1 : 0);
            long unlogged = random.nextInt(3) == 0 ? -1 : random.nextLong();
            boolean delete = random.nextInt(8) == 0;
            changes.add(new Change(
                    "key " + random.nextInt(keys), random.nextInt(OBJECTS), row, delete, position, unlogged));
        }
        return changes;
    }

    /** Of each column and each object, the rows that have a value which the newest change of the key lacks. */
    private static List<List<BitSet>> expected(List<Change> changes, int columns) {
        List<List<BitSet>> expected =
                Stream.generate(KeptValuesTest::noRows).limit(columns).toList();
        changes.stream().collect(Collectors.groupingBy(Change::key)).values().forEach(ofKey -> {
            Change newest = Collections.max(ofKey, ORDER);
            for (int column = 0; column < columns && !newest.delete; column++) {
                int wanted = column;
                ofKey.stream()
                        .filter(change -> change.logs(wanted))
                        .max(ORDER)
                        .filter(change -> !change.equals(newest))
                        .ifPresent(change ->
                                expected.get(wanted).get(change.object).set(change.row));
            }
        });
        return expected;
    }

    private static List<List<BitSet>> kept(List<Change> changes, int columns) {
        Fold fold = new Fold(columns);
        for (Change change : changes) {
            byte[] key = change.key.getBytes(UTF_8);
            Position at = change.position;
            fold.add(
                    key,
                    0,
                    key.length,
                    change.object,
                    change.row,
                    change.delete ? Operation.DELETE : Operation.UPDATE,
                    at.time(),
                    at.sequence(),
                    at.ordinal(),
                    change.unlogged);
        }
        return IntStream.range(0, columns)
                .mapToObj(column -> fold.keptRows(column, OBJECTS))
                .toList();
    }

    private static List<BitSet> noRows() {
        return Stream.generate(BitSet::new).limit(OBJECTS).toList();
    }
}
