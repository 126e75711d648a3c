package io.tidemark.loader.model;

import io.tidemark.loader.model.ValueRefusedException.Cure;
import org.jspecify.annotations.Nullable;

/** The data cannot be loaded exactly, so none of it is: names the object and, where they are known, row and column. */
public final class DataRefusedException extends LoadException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String column;
    private final Cure cure;

    public DataRefusedException(String message, @Nullable Throwable cause) {
        this(message, null, Cure.NONE, cause);
    }

    private DataRefusedException(String message, @Nullable String column, Cure cure, @Nullable Throwable cause) {
        super(ExitCode.DATA_REFUSED, message, cause);
        this.column = column;
        this.cure = cure;
    }

    /** An object that cannot be read as a whole. */
    public static DataRefusedException ofObject(SourceObject object, String reason, @Nullable Throwable cause) {
        return new DataRefusedException(object.uri() + ": " + reason, cause);
    }

    /** A row, counted from 1 as readers of the file would count. */
    public static DataRefusedException ofRow(SourceObject object, long row, String reason) {
        return new DataRefusedException(object.uri() + ", row " + row + ": " + reason, null);
    }

    /** A value of a row, counted from 1. */
    public static DataRefusedException ofValue(SourceObject object, long row, String column, String reason) {
        return ofValue(object, row, column, new ValueRefusedException(reason));
    }

    /** A value of a row, counted from 1, that its column cannot take. */
    public static DataRefusedException ofValue(
            SourceObject object, long row, String column, ValueRefusedException refusal) {
        return ofValue(object.uri() + ", row " + row, column, refusal, null);
    }

    /** A value at a place that names object and row. */
    public static DataRefusedException ofValue(
            String place, String column, ValueRefusedException refusal, @Nullable Throwable cause) {
        return new DataRefusedException(
                place + ", column \"" + column + "\": " + refusal.getMessage(), column, refusal.cure(), cause);
    }

    /** This refusal with what can be done about it. */
    public DataRefusedException withRemedy(String remedy) {
        return new DataRefusedException(getMessage() + "; " + remedy, column, cure, getCause());
    }

    /** The column of the value that was refused, as its object or as the target spells it; null if it is not known. */
    public @Nullable String column() {
        return column;
    }

    /** What change of the column would let it take the value. */
    public Cure cure() {
        return cure;
    }
}
