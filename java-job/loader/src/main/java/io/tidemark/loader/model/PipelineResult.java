package io.tidemark.loader.model;

import java.util.List;
import java.util.Optional;

/**
 * What a command did for one pipeline: the partitions that it went through, the high watermark behind it, and the
 * failure that ended it, if one did.
 */
public record PipelineResult(
        String pipeline,
        List<LoadedHour> hours,
        Optional<HourPartition> highWatermark,
        Optional<RuntimeException> failure) {

    public PipelineResult {
        hours = List.copyOf(hours);
    }
}
