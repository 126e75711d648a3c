package io.tidemark.loader.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file format on trial: how it writes the values of each type. A new format needs one of these, no more. */
interface TypeFormat {

    /** A row of the file: its key, and the one column that has a value, as {@link #value} made it. */
    record Row(long id, int column, @Nullable Object value) {}

    /** How the document's column is called. */
    String name();

    /** Lines of the pipeline's configuration. */
    List<String> settings();

    /** The last part of an object's key. */
    String objectName();

    /** How a value of the type stands in the file, for the document. */
    String writes(SourceType type);

    /** An SQL expression over {@code v}, a value of the source: what the writer keeps of it. */
    String keeps(SourceType type);

    /** Why that may be less; null if the writer loses nothing. */
    @Nullable
    String loses(SourceType type);

    /** An SQL expression over {@code x}, what the writer keeps: the text from which {@link #value} is made. */
    String text(SourceType type);

    /**
     * The value as {@link #file} takes it.
     *
     * @throws IllegalArgumentException if the format has no room for it
     * @throws ArithmeticException if it is too large for the format
     */
    Object value(SourceType type, String text);

    /** A change file with an update for each row. */
    byte[] file(List<SourceType> types, List<Row> rows);
}
