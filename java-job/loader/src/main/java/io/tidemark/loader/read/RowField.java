package io.tidemark.loader.read;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.ValueSink;
import java.nio.ByteBuffer;

/**
 * One column of the row that is being read, whatever the format. A format that reads column by column goes on to its next
 * value with {@link #push} and {@link #skip}, so each row calls exactly one of them; one that reads row by row has nothing
 * to do there. Belongs to one thread.
 */
public interface RowField {

    String name();

    boolean isNull();

    /** The value, which is not null, as UTF-8 text; good until the next row. */
    ByteBuffer text();

    /** Hands the value over and goes on to the next row. */
    void push(ValueSink sink);

    /** Goes on to the next row; what was not asked for is not decoded. */
    void skip();

    /** Goes on to a row, also from one that was given up half way, so that not all columns stand at the same one. */
    default void goTo(int row) {
        // Formats that read row by row stand where they are.
    }

    /**
     * Whether the change did not log this column, which is one that may lack its value. Unless the format has a mark of
     * its own, an update that leaves a large value alone has NULL in its place (PostgreSQL does not log unchanged TOAST
     * values).
     */
    default boolean isUnlogged(Operation operation) {
        return operation == Operation.UPDATE && isNull();
    }
}
