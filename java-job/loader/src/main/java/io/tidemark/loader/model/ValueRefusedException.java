package io.tidemark.loader.model;

/**
 * A value that its target column cannot take exactly. It knows only the reason; whoever knows object, row and column
 * turns it into a {@link DataRefusedException}. Without a stack trace: the place in the code says nothing here.
 */
public final class ValueRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ValueRefusedException(String reason) {
        super(reason, null, false, false);
    }
}
