package io.tidemark.loader.load;

import io.tidemark.loader.model.ChosenStrategy;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.MergeCounts;

/** What was read and what became of it; of the deletes, {@code gone} are rows that a reload does not have. */
record Merged(Evidence evidence, MergeCounts merged, long gone, Generation generation, ChosenStrategy strategy) {

    HourCounts counts() {
        return evidence.counts(merged, gone);
    }

    Merged by(ChosenStrategy taken) {
        return new Merged(evidence, merged, gone, generation, taken);
    }
}
