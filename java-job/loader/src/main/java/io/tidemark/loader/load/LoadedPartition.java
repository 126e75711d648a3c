package io.tidemark.loader.load;

import io.tidemark.loader.model.ChosenStrategy;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadedHour;
import java.time.Duration;
import java.util.Optional;

/** What the load of one partition did, and how. */
record LoadedPartition(HourCounts counts, ChosenStrategy strategy) {

    /** For the summary; without an hour it was a full load. */
    LoadedHour of(Optional<HourPartition> hour, Duration took) {
        return new LoadedHour(hour, true, counts, Optional.of(strategy), took);
    }
}
