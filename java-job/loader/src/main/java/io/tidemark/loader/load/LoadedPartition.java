package io.tidemark.loader.load;

import io.tidemark.loader.model.ChosenStrategy;
import io.tidemark.loader.model.HourCounts;

/** What the load of one partition did, and how. */
record LoadedPartition(HourCounts counts, ChosenStrategy strategy) {}
