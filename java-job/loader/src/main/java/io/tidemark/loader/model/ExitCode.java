package io.tidemark.loader.model;

/** How a run ends, for whoever scheduled it: each code asks for another reaction. */
public enum ExitCode {
    /** Loaded, or nothing new. */
    OK(0),
    /** A bug: retry, and page somebody. */
    BUG(1),
    /** Usage or configuration: a retry cannot help. */
    CONFIGURATION(2),
    /** Data refused: a retry cannot help, somebody has to look. */
    DATA_REFUSED(3),
    /** The hour is not over or has not settled: retry later. */
    NOT_READY(4),
    /** S3, PostgreSQL or the network: retry. */
    ENVIRONMENT(5),
    /** Fenced or locked out by another run of the pipeline: retry. */
    FENCED_OUT(6);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
