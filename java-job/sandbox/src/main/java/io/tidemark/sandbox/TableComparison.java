package io.tidemark.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comparing a table with its truth found; both in key order.
 *
 * @param equal rows that are the same in every column
 * @param missing keys that only the truth has
 * @param extra keys that only the table has
 * @param different keys whose rows differ
 */
public record TableComparison(long equal, List<Long> missing, List<Long> extra, List<Long> different) {

    /** Copies the lists. */
    public TableComparison {
        missing = List.copyOf(missing);
        extra = List.copyOf(extra);
        different = List.copyOf(different);
    }

    /** Walks through both sides at once; each must be in ascending key order. */
    static TableComparison of(Iterator<OrderRow> truth, Iterator<OrderRow> table) {
        long equal = 0;
        List<Long> missing = new ArrayList<>();
        List<Long> extra = new ArrayList<>();
        List<Long> different = new ArrayList<>();
        OrderRow wanted = next(truth);
        OrderRow found = next(table);
        while (wanted != null || found != null) {
            if (wanted != null && (found == null || wanted.orderId() < found.orderId())) {
                missing.add(wanted.orderId());
                wanted = next(truth);
            } else if (found != null && (wanted == null || found.orderId() < wanted.orderId())) {
                extra.add(found.orderId());
                found = next(table);
            } else if (wanted != null && found != null) {
                if (wanted.equals(found)) {
                    equal++;
                } else {
                    different.add(wanted.orderId());
                }
                wanted = next(truth);
                found = next(table);
            }
        }
        return new TableComparison(equal, missing, extra, different);
    }

    /** Whether the table holds exactly the truth. */
    public boolean same() {
        return missing.isEmpty() && extra.isEmpty() && different.isEmpty();
    }

    private static @Nullable OrderRow next(Iterator<OrderRow> rows) {
        return rows.hasNext() ? rows.next() : null;
    }
}
