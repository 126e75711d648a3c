package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/** S3, PostgreSQL or the network failed or refused: a retry may help. */
public final class EnvironmentException extends LoadException {

    private static final long serialVersionUID = 1L;

    public EnvironmentException(String message, @Nullable Throwable cause) {
        super(ExitCode.ENVIRONMENT, message, cause);
    }
}
