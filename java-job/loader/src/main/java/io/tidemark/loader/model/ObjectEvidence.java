package io.tidemark.loader.model;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one object: how many changes of each kind, how many rows that were set aside or are no changes by the
 * format's rules, the lowest and the highest position (null if it has no rows), the newest commit time where positions do
 * not hold it, and its schema as Avro.
 */
public record ObjectEvidence(
        SourceObject object,
        Optional<String> versionId,
        long inserts,
        long updates,
        long deletes,
        long quarantined,
        long ignored,
        @Nullable Position first,
        @Nullable Position last,
        @Nullable Instant newestCommit,
        String avroSchema) {

    /** Rows of the object that are changes. */
    public long rows() {
        return inserts + updates + deletes + quarantined;
    }
}
