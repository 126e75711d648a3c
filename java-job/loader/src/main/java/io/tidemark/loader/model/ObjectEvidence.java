package io.tidemark.loader.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one object: how many changes of each kind, how many rows that were set aside, the lowest and the highest position (null if it has no
 * rows) and its schema as Avro.
 */
public record ObjectEvidence(
        SourceObject object,
        Optional<String> versionId,
        long inserts,
        long updates,
        long deletes,
        long quarantined,
        @Nullable Position first,
        @Nullable Position last,
        String avroSchema) {

    /** Rows of the object. */
    public long rows() {
        return inserts + updates + deletes + quarantined;
    }
}
