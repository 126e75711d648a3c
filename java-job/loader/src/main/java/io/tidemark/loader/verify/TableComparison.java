package io.tidemark.loader.verify;

import static java.util.Objects.requireNonNull;

import io.tidemark.loader.model.KeyDifference;
import io.tidemark.loader.verify.HashedTable.Bucket;
import io.tidemark.loader.verify.HashedTable.Row;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys in which two tables differ: first by the sums of buckets, of which each side answers at most 65,536, then
 * by the rows of those buckets that differ, which are read side by side in the order of their keys' hashes. Needs the
 * memory of the sums, however large the tables are.
 */
public final class TableComparison {

    private final HashedTable expected;
    private final HashedTable found;

    public TableComparison(HashedTable expected, HashedTable found) {
        this.expected = expected;
        this.found = found;
    }

    /** What the sums say: rows of either side, and the buckets in which they differ. */
    public record Sums(long expectedRows, long foundRows, List<Integer> differing) {

        public Sums {
            differing = List.copyOf(differing);
        }
    }

    /** Compares counts and buckets. */
    public Sums sums() {
        expected.fixTexts();
        found.fixTexts();
        List<Bucket> foundBuckets = found.buckets();
        List<Bucket> expectedBuckets = expected.buckets();
        Map<Integer, Bucket> byNumber = new HashMap<>();
        foundBuckets.forEach(bucket -> byNumber.put(bucket.number(), bucket));
        Stream<Integer> wrong = expectedBuckets.stream()
                .filter(bucket -> !bucket.equals(byNumber.remove(bucket.number())))
                .map(Bucket::number);
        List<Integer> differing = Stream.concat(wrong.toList().stream(), byNumber.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        return new Sums(rows(expectedBuckets), rows(foundBuckets), differing);
    }

    private static long rows(List<Bucket> buckets) {
        return buckets.stream().mapToLong(Bucket::rows).sum();
    }

    /** Hands over each key of those buckets in which the tables differ. */
    public void differences(List<Integer> buckets, Consumer<KeyDifference> out) {
        if (buckets.isEmpty()) {
            return;
        }
        try (ResultIterator<Row> left = expected.rows(buckets).iterator();
                ResultIterator<Row> right = found.rows(buckets).iterator()) {
            merge(left, right, out);
        }
    }

    private static void merge(Iterator<Row> expected, Iterator<Row> found, Consumer<KeyDifference> out) {
        Row left = next(expected);
        Row right = next(found);
        while (left != null || right != null) {
            int order = left == null ? 1 : right == null ? -1 : left.keyHash().compareTo(right.keyHash());
            Row shown = order <= 0 && left != null ? left : requireNonNull(right);
            OptionalLong of = order <= 0 && left != null ? OptionalLong.of(left.hash()) : OptionalLong.empty();
            OptionalLong is = order >= 0 && right != null ? OptionalLong.of(right.hash()) : OptionalLong.empty();
            if (!of.equals(is)) {
                out.accept(new KeyDifference(shown.keyHash(), shown.key(), of, is));
            }
            left = order <= 0 ? next(expected) : left;
            right = order >= 0 ? next(found) : right;
        }
    }

    private static @Nullable Row next(Iterator<Row> rows) {
        return rows.hasNext() ? rows.next() : null;
    }
}
