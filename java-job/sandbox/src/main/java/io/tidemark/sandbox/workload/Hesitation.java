package io.tidemark.sandbox.workload;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A transaction that stays open while others come and go.
 *
 * @param placed the orders that it made
 * @param changed the order that it changes, which nobody else touches meanwhile
 * @param transactions of the others until it ends
 */
record Hesitation(Handle handle, List<Long> placed, long changed, int transactions) {

    static Hesitation begin(Jdbi source, long changed, int transactions) {
        Handle handle = source.open();
        handle.begin();
        return new Hesitation(handle, new ArrayList<>(), changed, transactions);
    }

    Hesitation onceLess() {
        return new Hesitation(handle, placed, changed, transactions - 1);
    }

    /** Ends it, and answers the orders that there are now of those that it had for itself. */
    List<Long> end(boolean commit) {
        List<Long> left = new ArrayList<>(List.of(changed));
        try (handle) {
            if (commit) {
                handle.commit();
                left.addAll(placed);
            } else {
                handle.rollback();
            }
        }
        return left;
    }
}
