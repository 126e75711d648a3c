package io.tidemark.loader.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a pipeline stands: its loaded hours, the hours between them that are missing, objects in S3 that no load has
 * taken, and keys of loaded objects that are no longer in S3. {@code verifiedThrough} is up to when the table was found right. {@code freshness} is the age of the newest loaded change.
 */
public record PipelineStatus(
        String pipeline,
        List<WatermarkRow> hours,
        List<HourPartition> missingHours,
        Optional<HourPartition> highWatermark,
        Optional<Instant> verifiedThrough,
        Optional<Duration> freshness,
        Generation generation,
        List<SourceObject> unloaded,
        List<String> vanished,
        long quarantined) {

    public PipelineStatus {
        hours = List.copyOf(hours);
        missingHours = List.copyOf(missingHours);
        unloaded = List.copyOf(unloaded);
        vanished = List.copyOf(vanished);
    }
}
