package io.tidemark.loader.load;

import io.tidemark.loader.model.LoadException;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a transaction again, as a whole, if PostgreSQL ended it because of another one (serialization failure or
 * deadlock); a few times at most, then the last failure is thrown with the earlier ones suppressed.
 */
final class TransactionRetry {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionRetry.class);
    private static final int ATTEMPTS = 3;

    private TransactionRetry() {}

    /** {@code attempt} says what is being done, for the message of a failure. */
    static <T> T run(String attempt, Supplier<T> transaction) {
        RuntimeException earlier = null;
        for (int number = 1; ; number++) {
            try {
                return transaction.get();
            } catch (JdbiException | LoadException e) {
                if (earlier != null) {
                    e.addSuppressed(earlier);
                }
                if (number == ATTEMPTS || !SqlFailures.isTransient(e)) {
                    throw SqlFailures.named(attempt, e);
                }
                LOG.warn("transaction ended by another one, trying again attempt={} of={}", number, ATTEMPTS);
                earlier = e;
            }
        }
    }
}
