package io.tidemark.loader.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How Airflow runs the hours of a pipeline.
 *
 * @param start the first hour; without it there is nothing to schedule
 * @param ownerLink where the owner is found, a URL
 * @param retries how often a failed load is tried again, waiting {@code retryDelay}, doubled up to {@code maxRetryDelay}
 * @param timeout how long one load may take
 * @param notReadyTimeout how long a load may wait that exits with 4
 * @param lateAfter how long after its end an hour that is not loaded counts as late
 */
public record Schedule(
        Optional<Instant> start,
        String owner,
        Optional<String> ownerLink,
        List<String> tags,
        boolean catchup,
        int maxActiveRuns,
        int retries,
        Duration retryDelay,
        Duration maxRetryDelay,
        Duration timeout,
        Duration notReadyTimeout,
        Duration lateAfter) {

    public Schedule {
        tags = List.copyOf(tags);
    }
}
