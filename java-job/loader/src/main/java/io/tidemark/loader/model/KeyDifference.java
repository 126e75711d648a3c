package io.tidemark.loader.model;

import java.util.OptionalLong;

/**
 * A key of which a table does not have what it should: {@code keyHash} tells it from all others, {@code key} shows it to
 * people. A side without a row has no hash of one.
 */
public record KeyDifference(String keyHash, String key, OptionalLong expected, OptionalLong found) {

    /** How they differ. */
    public enum Kind {
        MISSING,
        EXTRA,
        DIFFERENT
    }

    public Kind kind() {
        return found.isEmpty() ? Kind.MISSING : expected.isEmpty() ? Kind.EXTRA : Kind.DIFFERENT;
    }
}
