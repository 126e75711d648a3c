package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/** The hour is not over, or has not settled: come back later. */
public final class NotReadyException extends LoadException {

    private static final long serialVersionUID = 1L;

    public NotReadyException(String message) {
        this(message, null);
    }

    public NotReadyException(String message, @Nullable Throwable cause) {
        super(ExitCode.NOT_READY, message, cause);
    }
}
