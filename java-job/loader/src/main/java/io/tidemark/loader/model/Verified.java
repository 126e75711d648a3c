package io.tidemark.loader.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a comparison of a target with its files or with its source found.
 *
 * @param expectedRows rows that it should have
 * @param foundRows rows that it has
 * @param missing keys that should have a row and have none
 * @param extra keys that have a row and should have none
 * @param different keys whose row has other values
 * @param inFlight keys that differ, but have changed at the source since: their change lies in objects not loaded yet
 * @param examples some of the differing keys
 * @param gone loaded objects that are no longer in S3, so that the files do not say all
 * @param loadedUntil the end of the last hour up to which all are loaded, when it began
 * @param repaired whether the differences were mended
 */
public record Verified(
        Against against,
        long expectedRows,
        long foundRows,
        long missing,
        long extra,
        long different,
        long inFlight,
        List<KeyDifference> examples,
        List<String> gone,
        Optional<Instant> loadedUntil,
        boolean repaired) {

    /** What a target is held against. */
    public enum Against {
        FILES,
        SOURCE
    }

    public Verified {
        examples = List.copyOf(examples);
        gone = List.copyOf(gone);
    }

    /** The same, and whether it was mended. */
    public Verified repaired(boolean mended) {
        return new Verified(
                against,
                expectedRows,
                foundRows,
                missing,
                extra,
                different,
                inFlight,
                examples,
                gone,
                loadedUntil,
                mended);
    }

    /** Keys of which the table does not have what it should. */
    public long differences() {
        return missing + extra + different;
    }

    /** Whether the table is what it should be now. */
    public boolean right() {
        return differences() == 0 || repaired;
    }

    /** Up to when the table is known to be right. */
    public Optional<Instant> verifiedThrough() {
        return right() ? loadedUntil : Optional.empty();
    }
}
