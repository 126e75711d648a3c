package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/** Another run of the same pipeline holds the lock or has taken over the partition: a retry finds out what is left to do. */
public final class FencedOutException extends LoadException {

    private static final long serialVersionUID = 1L;

    public FencedOutException(String message) {
        this(message, null);
    }

    public FencedOutException(String message, @Nullable Throwable cause) {
        super(ExitCode.FENCED_OUT, message, cause);
    }
}
