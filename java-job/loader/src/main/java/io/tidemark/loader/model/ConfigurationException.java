package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/** The command line, the configuration or the set-up is wrong: a retry cannot help until somebody changes it. */
public final class ConfigurationException extends LoadException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(ExitCode.CONFIGURATION, message, cause);
    }
}
