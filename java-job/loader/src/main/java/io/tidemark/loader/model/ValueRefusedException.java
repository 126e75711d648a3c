package io.tidemark.loader.model;

/**
 * A value that its target column cannot take exactly. It knows only the reason; whoever knows object, row and column
 * sets the row aside or turns it into a {@link DataRefusedException}. Without a stack trace: the place in the code says
 * nothing here.
 */
public final class ValueRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean stopsLoad;

    public ValueRefusedException(String reason) {
        this(reason, false);
    }

    private ValueRefusedException(String reason, boolean stopsLoad) {
        super(reason, null, false, false);
        this.stopsLoad = stopsLoad;
    }

    /** Of a value for which setting its row aside was ruled out. */
    public static ValueRefusedException stoppingTheLoad(String reason) {
        return new ValueRefusedException(reason, true);
    }

    public boolean stopsLoad() {
        return stopsLoad;
    }
}
