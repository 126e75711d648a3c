package io.tidemark.loader.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fold against a plain map: whatever the order of the changes and the number of parts. */
class FoldTest {

    private static final int OBJECTS = 4;

    private static final Comparator<Change> ORDER =
            Comparator.comparing(Change::position).thenComparing(Change::object).thenComparing(Change::row);

    private record Change(String key, int object, int row, Operation operation, Position position) {}

    /** What is left of changes: the winning rows of each object, the deleted keys, and how many changes lost. */
    private record Folded(List<BitSet> winners, Set<String> deletes, long superseded, int keys) {

        Folded plus(Folded other) {
            List<BitSet> both = IntStream.range(0, OBJECTS)
                    .mapToObj(object -> {
                        BitSet rows = (BitSet) winners.get(object).clone();
                        assertThat(rows.intersects(other.winners.get(object)))
                                .as("a key is in one part only")
                                .isFalse();
                        rows.or(other.winners.get(object));
                        return rows;
                    })
                    .toList();
            Set<String> all = new TreeSet<>(deletes);
            all.addAll(other.deletes);
            return new Folded(both, all, superseded + other.superseded, keys + other.keys);
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void newestChangeOfEachKeyWins(long seed) {
        List<Change> changes = changes(new Random(seed));

        assertThat(fold(changes, 0, 1)).isEqualTo(expected(changes));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void orderDecidesNothing(long seed) {
        Random random = new Random(seed);
        List<Change> changes = changes(random);
        Folded expected = fold(changes, 0, 1);

        for (int i = 0; i < 5; i++) {
            Collections.shuffle(changes, random);
            assertThat(fold(changes, 0, 1)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void partsTogetherAreOneFold(long seed) {
        List<Change> changes = changes(new Random(seed));

        for (int parts = 2; parts <= 5; parts++) {
            int count = parts;
            Folded together = IntStream.range(0, parts)
                    .mapToObj(part -> fold(changes, part, count))
                    .reduce(Folded::plus)
                    .orElseThrow();
            assertThat(together).as("%d parts", parts).isEqualTo(expected(changes));
        }
    }

    @Test
    void manyKeysOfAllLengthsAreKeptApart() {
        Fold fold = new Fold(0);
        int keys = 300_000;
        for (int i = 0; i < keys; i++) {
            byte[] key = ("k" + i + "x".repeat(i % 90)).getBytes(UTF_8);
            fold.add(key, 0, key.length, 0, i, Operation.INSERT, 1, 1, 0, 0);
        }

        assertThat(fold.size()).isEqualTo(keys);
        assertThat(fold.superseded()).isZero();
        assertThat(fold.winners(1).get(0).cardinality()).isEqualTo(keys);
    }

    @Test
    void emptyAndLongestKeysAreKeys() {
        Fold fold = new Fold(0);
        byte[] longest = new byte[Fold.longestKey()];
        fold.add(longest, 0, 0, 0, 0, Operation.INSERT, 1, 1, 0, 0);
        fold.add(longest, 0, longest.length, 0, 1, Operation.INSERT, 1, 1, 0, 0);
        fold.add(longest, 0, longest.length - 1, 0, 2, Operation.INSERT, 1, 1, 0, 0);
        fold.add(longest, 0, longest.length, 0, 3, Operation.DELETE, 2, 1, 0, 0);

        assertThat(fold.size()).isEqualTo(3);
        assertThat(fold.superseded()).isEqualTo(1);
        assertThat(fold.winners(1).get(0).stream()).containsExactly(0, 2);
    }

    @Test
    void partsFollowTheBudget() {
        assertThat(Fold.parts(0, 12, 0, 1 << 20)).isEqualTo(1);
        assertThat(Fold.parts(10_000, 20, 0, 1_000_000)).isEqualTo(1);
        assertThat(Fold.parts(10_001, 20, 0, 1_000_000)).isEqualTo(2);
        assertThat(Fold.parts(2_000_000_000L, 20, 0, 1L << 30)).isEqualTo(187);
        assertThat(Fold.parts(10_000, 20, 5, 2_600_000)).isEqualTo(1);
        assertThat(Fold.parts(10_001, 20, 5, 2_600_000)).isEqualTo(2);
    }

    /** A budget holds only if each part has its share. */
    @ParameterizedTest(name = "{0} parts")
    @ValueSource(ints = {2, 3, 4, 5, 16})
    void partsShareTheKeys(int parts) {
        int[] sizes = new int[parts];
        int keys = 20_000;
        for (int i = 0; i < keys; i++) {
            byte[] key = ("__" + i).getBytes(UTF_8);
            sizes[Fold.partOf(key, 2, key.length - 2, parts)]++;
        }

        assertThat(sizes)
                .satisfies(all -> IntStream.of(all)
                        .forEach(size -> assertThat(size).isCloseTo(keys / parts, withPercentage(10))));
    }

    @ParameterizedTest(name = "{0} keys")
    @ValueSource(ints = {2047, 2048, 2049, 3072, 3073})
    void nothingIsLostWhereArraysAreFull(int keys) {
        Fold fold = new Fold(1);
        for (int i = 0; i < keys; i++) {
            byte[] key = ("" + i).getBytes(UTF_8);
            Operation newest = i % 2 == 0 ? Operation.DELETE : Operation.UPDATE;
            fold.add(key, 0, key.length, 0, i, newest, 2, 1, 0, i % 2);
            fold.add(key, 0, key.length, 1, i, Operation.UPDATE, 1, 1, 0, 0);
        }

        List<Integer> deleted = new ArrayList<>();
        fold.forEachDelete((key, from, length, time, sequence, ordinal) ->
                deleted.add(Integer.valueOf(new String(key, from, length, UTF_8))));
        int[] odd = IntStream.range(0, keys).filter(i -> i % 2 == 1).toArray();
        assertThat(deleted)
                .containsExactlyElementsOf(
                        IntStream.range(0, keys).filter(i -> i % 2 == 0).boxed().toList());
        assertThat(fold.winners(1).get(0).stream().toArray()).isEqualTo(odd);
        assertThat(fold.keptRows(0, 2).get(1).stream().toArray()).isEqualTo(odd);
    }

    private static List<Change> changes(Random random) {
        List<Change> changes = new ArrayList<>();
        int count = random.nextInt(3_000);
        int keys = 1 + random.nextInt(600);
        boolean ordinals = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            Position position = new Position(
                    1 + random.nextInt(6),
                    random.nextInt(4) == 0 ? -1 - random.nextInt(3) : random.nextInt(3),
                    ordinals && random.nextBoolean() ? random.nextInt(3) : 0);
            String key = "key " + random.nextInt(keys);
            Operation operation = random.nextInt(4) == 0 ? Operation.DELETE : Operation.UPDATE;
            changes.add(new Change(key, random.nextInt(OBJECTS), i, operation, position));
        }
        return changes;
    }

    private static Folded expected(List<Change> changes) {
        Map<String, Change> newest = new HashMap<>();
        for (Change change : changes) {
            newest.merge(change.key, change, (old, other) -> ORDER.compare(old, other) > 0 ? old : other);
        }
        List<BitSet> winners = Stream.generate(BitSet::new).limit(OBJECTS).toList();
        Set<String> deletes = new TreeSet<>();
        for (Change change : newest.values()) {
            if (change.operation == Operation.DELETE) {
                deletes.add(change.key + " " + change.position);
            } else {
                winners.get(change.object).set(change.row);
            }
        }
        return new Folded(winners, deletes, changes.size() - newest.size(), newest.size());
    }

    private static Folded fold(List<Change> changes, int part, int parts) {
        Fold fold = new Fold(0);
        for (Change change : changes) {
            // The key lies somewhere in a larger array, as it does in a batch.
            byte[] key = ("__" + change.key + "__").getBytes(UTF_8);
            if (Fold.partOf(key, 2, key.length - 4, parts) != part) {
                continue;
            }
            Position at = change.position;
            fold.add(
                    key,
                    2,
                    key.length - 4,
                    change.object,
                    change.row,
                    change.operation,
                    at.time(),
                    at.sequence(),
                    at.ordinal(),
                    0);
        }
        Set<String> deletes = new TreeSet<>();
        fold.forEachDelete((key, from, length, time, sequence, ordinal) ->
                deletes.add(new String(key, from, length, UTF_8) + " " + new Position(time, sequence, ordinal)));
        return new Folded(fold.winners(OBJECTS), deletes, fold.superseded(), fold.size());
    }
}
