package io.tidemark.loader.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What one partition's load did; {@code hour} is absent for a full load, {@code fresh} says that there was work, and only
 * then a strategy was chosen.
 */
public record LoadedHour(
        Optional<HourPartition> hour,
        boolean fresh,
        HourCounts counts,
        Optional<ChosenStrategy> strategy,
        Duration took) {

    /** A partition in which there was nothing to do. */
    public static LoadedHour nothingNew(Optional<HourPartition> hour, Duration took) {
        return new LoadedHour(hour, false, HourCounts.NONE, Optional.empty(), took);
    }
}
