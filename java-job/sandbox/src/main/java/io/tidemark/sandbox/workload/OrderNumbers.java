package io.tidemark.sandbox.workload;

import io.tidemark.sandbox.KeySet;
import io.tidemark.sandbox.SandboxException;
import java.util.random.RandomGenerator;

/** Which numbers orders have, had, and will have. Used by one thread. */
final class OrderNumbers {

    private static final int WATCHED = 5;

    private final RandomGenerator random;
    private final KeySet live = new KeySet();
    private final KeySet gone = new KeySet();
    private long next = 1;

    OrderNumbers(RandomGenerator random) {
        this.random = random;
    }

    /** A number that no order ever had. */
    long unused() {
        return next++;
    }

    /** There is an order of this number. */
    void came(long order) {
        gone.remove(order);
        live.add(order);
        next = Math.max(next, order + 1);
    }

    /** There is no order of this number any more. */
    void went(long order) {
        live.remove(order);
        gone.add(order);
    }

    /** Nobody else is to touch the order until it comes again. */
    void taken(long order) {
        live.remove(order);
    }

    boolean none() {
        return live.isEmpty();
    }

    /** Whether an order ever went whose number is free. */
    boolean someWent() {
        return !gone.isEmpty();
    }

    /** The number of an order. */
    long any() {
        if (live.isEmpty()) {
            throw new SandboxException("the application has no order left that it could touch");
        }
        return live.any(random);
    }

    /** The number of an order that went. */
    long anyOfThoseThatWent() {
        return gone.any(random);
    }

    /** One of the newest, so that a few change again and again. */
    long watched() {
        for (long order = Math.max(1, next - WATCHED); order < next; order++) {
            if (live.contains(order)) {
                return order;
            }
        }
        return any();
    }
}
