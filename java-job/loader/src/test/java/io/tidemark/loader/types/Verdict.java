package io.tidemark.loader.types;

/**
 * What became of a value.
 *
 * @param reason why it is not the source's value; empty for {@link Outcome#EXACT}
 */
record Verdict(Outcome outcome, String reason) {

    static final Verdict EXACT = new Verdict(Outcome.EXACT, "");

    /** From best to worst. */
    enum Outcome {
        /** PostgreSQL writes both alike. */
        EXACT,
        /** The same number with other trailing zeros. */
        EQUAL,
        /** The file does not hold all of the value; what it holds was loaded. */
        LOSSY,
        /** The load stopped and said why. */
        REFUSED,
        /** A silent change: never allowed. */
        WRONG
    }
}
