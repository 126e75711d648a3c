package io.tidemark.loader.load;

import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.KeyDifference;
import io.tidemark.loader.model.Verified;
import io.tidemark.loader.model.Verified.Against;
import io.tidemark.loader.verify.TableComparison.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts differing keys, keeps some of them as examples, and passes all of them on in batches. */
final class Differences implements Consumer<KeyDifference> {

    private static final int BATCH = 10_000;

    private final int mostExamples;
    private final Consumer<List<KeyDifference>> all;
    private final List<KeyDifference> examples = new ArrayList<>();
    private final List<KeyDifference> batch = new ArrayList<>();
    private long missing;
    private long extra;
    private long different;

    Differences(int mostExamples, Consumer<List<KeyDifference>> all) {
        this.mostExamples = mostExamples;
        this.all = all;
    }

    @Override
    public void accept(KeyDifference found) {
        switch (found.kind()) {
            case MISSING -> missing++;
            case EXTRA -> extra++;
            case DIFFERENT -> different++;
        }
        if (examples.size() < mostExamples) {
            examples.add(found);
        }
        batch.add(found);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** Passes on what is left of the last batch. */
    void flush() {
        if (!batch.isEmpty()) {
            all.accept(List.copyOf(batch));
            batch.clear();
        }
    }

    long count() {
        return missing + extra + different;
    }

    /** The result of a comparison whose differing keys these are. */
    Verified found(
            Against against, Sums sums, long inFlight, List<String> gone, Optional<HourPartition> highWatermark) {
        return new Verified(
                against,
                sums.expectedRows(),
                sums.foundRows(),
                missing,
                extra,
                different,
                inFlight,
                examples,
                gone,
                highWatermark.map(HourPartition::end),
                false);
    }
}
