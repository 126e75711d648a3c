package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/** The data cannot be loaded exactly, so none of it is: names the object and, where they are known, row and column. */
public final class DataRefusedException extends LoadException {

    private static final long serialVersionUID = 1L;

    public DataRefusedException(String message, @Nullable Throwable cause) {
        super(ExitCode.DATA_REFUSED, message, cause);
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
        return new DataRefusedException(object.uri() + ", row " + row + ", column \"" + column + "\": " + reason, null);
    }
}
