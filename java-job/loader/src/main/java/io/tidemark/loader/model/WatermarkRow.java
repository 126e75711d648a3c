package io.tidemark.loader.model;

import java.time.Instant;
import java.util.Optional;

/** What is known of a loaded hour. */
public record WatermarkRow(
        HourPartition hour,
        String state,
        long objects,
        long changes,
        long inserted,
        long updated,
        long deleted,
        long absent,
        long superseded,
        long stale,
        long quarantined,
        Optional<String> newestPosition,
        Optional<Instant> newestCommit,
        int attempts,
        Instant loadedAt) {}
