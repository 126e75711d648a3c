package io.tidemark.loader.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data cannot be loaded exactly, so none of it is: names the object and, where they are known, row and column. */
public final class DataRefusedException extends LoadException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable RowRefusal row;

    public DataRefusedException(String message, @Nullable Throwable cause) {
        super(ExitCode.DATA_REFUSED, message, cause);
        this.row = null;
    }

    /** A row that stops the load. */
    public DataRefusedException(RowRefusal row, @Nullable Throwable cause) {
        super(ExitCode.DATA_REFUSED, row.message(), cause);
        this.row = row;
    }

    /** An object that cannot be read as a whole. */
    public static DataRefusedException ofObject(SourceObject object, String reason, @Nullable Throwable cause) {
        return new DataRefusedException(object.uri() + ": " + reason, cause);
    }

    /** An object that cannot be read on from that row, counted from 1 as readers of the file would count. */
    public static DataRefusedException ofRow(SourceObject object, long row, String reason) {
        return new DataRefusedException(object.uri() + ", row " + row + ": " + reason, null);
    }

    /** This refusal with what can be done about it. */
    public DataRefusedException withRemedy(String remedy) {
        return row == null
                ? new DataRefusedException(getMessage() + "; " + remedy, getCause())
                : new DataRefusedException(row.withRemedy(remedy), getCause());
    }

    /** The row that was refused, where it is known: without it the rest could be loaded. */
    public Optional<RowRefusal> row() {
        return Optional.ofNullable(row);
    }
}
