package io.tidemark.loader.load;

import io.tidemark.loader.model.KeyDifference;
import io.tidemark.loader.verify.TableComparison;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Parts differing keys into those that are in flight and those that are wrong. */
final class Explanation {

    private final List<KeyDifference> wrongKeys = new ArrayList<>();
    private final Differences wrong;
    private long inFlight;
    private String next = "";

    /** Keeps at most so many of the wrong keys as examples. */
    Explanation(int examples) {
        this.wrong = new Differences(examples, wrongKeys::addAll);
    }

    /** Compares those buckets; {@code changed} has the hashes of keys in flight, in the order of the comparison. */
    void read(TableComparison comparison, List<Integer> buckets, Iterator<String> changed) {
        comparison.differences(buckets, difference -> {
            while (next.compareTo(difference.keyHash()) < 0 && changed.hasNext()) {
                next = changed.next();
            }
            if (next.equals(difference.keyHash())) {
                inFlight++;
            } else {
                wrong.accept(difference);
            }
        });
        wrong.flush();
    }

    Differences wrong() {
        return wrong;
    }

    /** All of them; a few hundred bytes for each. */
    List<KeyDifference> wrongKeys() {
        return wrongKeys;
    }

    long inFlight() {
        return inFlight;
    }
}
