package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/** A promise that Tidemark makes to itself does not hold, such as counts that do not balance: a bug. */
public final class InternalException extends LoadException {

    private static final long serialVersionUID = 1L;

    public InternalException(String message) {
        this(message, null);
    }

    public InternalException(String message, @Nullable Throwable cause) {
        super(ExitCode.BUG, message, cause);
    }
}
