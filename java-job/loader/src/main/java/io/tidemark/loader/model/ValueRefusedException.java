package io.tidemark.loader.model;

/**
 * A value that its target column cannot take exactly. It knows only the reason; whoever knows object, row and column
 * turns it into a {@link DataRefusedException}. Without a stack trace: the place in the code says nothing here.
 */
public final class ValueRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Cure cure;

    /** What change of the column would let it take the value. */
    public enum Cure {
        /** None is known: the value itself is not what it should be. */
        NONE,
        /** The limit that the type's modifier sets could be higher, as in {@code varchar(20)}; no row needs to change. */
        HIGHER_LIMIT,
        /** Another type would hold it, but every row that is there would have to be rewritten. */
        WIDER_TYPE
    }

    public ValueRefusedException(String reason) {
        this(reason, Cure.NONE);
    }

    public ValueRefusedException(String reason, Cure cure) {
        super(reason, null, false, false);
        this.cure = cure;
    }

    public Cure cure() {
        return cure;
    }
}
