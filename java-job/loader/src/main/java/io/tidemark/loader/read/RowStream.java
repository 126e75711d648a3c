package io.tidemark.loader.read;

/**
 * The rows of an object one after the other, for formats that write row by row. Belongs to one thread, which closes it.
 *
 * <p>A row that cannot be read throws {@link io.tidemark.loader.model.ValueRefusedException}, content that is none of the
 * format {@link java.io.IOException}.
 */
public interface RowStream extends AutoCloseable {

    /** The field that shows a column of each row; only of the columns that were asked for. */
    RowField field(String name);

    /** Goes on to the next row, which the fields then show; false at the end. */
    boolean next() throws java.io.IOException;

    @Override
    void close() throws java.io.IOException;
}
