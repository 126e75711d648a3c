package io.tidemark.loader.model;

/**
 * A value that its target column cannot take exactly. It knows only the reason; whoever knows object, row and column
 * sets the row aside or turns it into a {@link DataRefusedException}. Without a stack trace: the place in the code says
 * nothing here.
 */
public final class ValueRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Cure cure;
    private final boolean stopsLoad;

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
        this(reason, cure, false);
    }

    private ValueRefusedException(String reason, Cure cure, boolean stopsLoad) {
        super(reason, null, false, false);
        this.cure = cure;
        this.stopsLoad = stopsLoad;
    }

    /** Of a value for which setting its row aside was ruled out. */
    public static ValueRefusedException stoppingTheLoad(String reason) {
        return new ValueRefusedException(reason, Cure.NONE, true);
    }

    public Cure cure() {
        return cure;
    }

    public boolean stopsLoad() {
        return stopsLoad;
    }
}
