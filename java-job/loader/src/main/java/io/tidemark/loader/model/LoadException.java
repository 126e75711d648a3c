package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/**
 * The one root of what can go wrong in a load. Messages say what failed, where, what was expected and what was found;
 * they never hold row data or secrets, since they end in logs and in the state tables.
 */
public abstract sealed class LoadException extends RuntimeException
        permits ConfigurationException,
                DataRefusedException,
                EnvironmentException,
                FencedOutException,
                NotReadyException,
                InternalException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    LoadException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The code of any failure: what is not known here is a bug. */
    public static ExitCode exitCodeOf(Throwable failure) {
        return failure instanceof LoadException known ? known.exitCode() : ExitCode.BUG;
    }

    public final ExitCode exitCode() {
        return exitCode;
    }
}
