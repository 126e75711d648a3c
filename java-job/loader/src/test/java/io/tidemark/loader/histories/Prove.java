package io.tidemark.loader.histories;

import io.tidemark.sandbox.SandboxPostgres;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * As many histories as fit into some minutes; {@code scripts/prove} runs it. No test of the build: its name says so to
 * the test runner.
 */
class Prove {

    private static final Duration LIMIT = Duration.ofMinutes(Long.getLong("tidemark.minutes", 1));
    private static final long FIRST_SEED = Long.getLong("tidemark.first-seed", 1);
    private static final int WORKERS =
            Integer.getInteger("tidemark.workers", Runtime.getRuntime().availableProcessors());
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** Not the standard error that the test runner may keep for itself. */
    private final PrintStream out = System.out;

    private Instant start = Instant.now();
    private Instant lastLine = start;

    @Test
    void everyHistoryEndsEqualToItsSource() {
        out.printf(
                Locale.ROOT,
                "PostgreSQL %s, %d workers, %d minutes from seed %d%n",
                SandboxPostgres.shared().version(),
                WORKERS,
                LIMIT.toMinutes(),
                FIRST_SEED);
        try (Workers workers = new Workers(WORKERS)) {
            start = Instant.now();
            long next = FIRST_SEED;
            long done = 0;
            ArrayDeque<CompletableFuture<Optional<String>>> running = new ArrayDeque<>();
            do {
                while (running.size() < 2 * WORKERS && (next == FIRST_SEED || !over())) {
                    running.add(workers.play(next++));
                }
                running.remove().join().ifPresent(Assertions::fail);
                done++;
                tell(done, workers.tally(), running.isEmpty());
            } while (!running.isEmpty());
        }
    }

    private boolean over() {
        return Instant.now().isAfter(start.plus(LIMIT));
    }

    private void tell(long done, Tally tally, boolean last) {
        Instant now = Instant.now();
        if (last || now.isAfter(lastLine.plus(BETWEEN_LINES))) {
            lastLine = now;
            double seconds = Math.max(1, Duration.between(start, now).toMillis()) / 1000.0;
            out.printf(
                    Locale.ROOT,
                    "%d histories in %.0f s, %.1f a second, all equal; %s%n",
                    done,
                    seconds,
                    done / seconds,
                    tally);
            out.flush();
        }
    }
}
