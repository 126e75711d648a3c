package io.tidemark.loader.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file format on trial: how it writes the values of each type. A new format needs one of these, no more. */
interface TypeFormat {

    /** A row of the file: its key, and the one column that has a value. */
    record Row(long id, int column, @Nullable Object value) {}

    /**
     * How a value that is not NULL is written.
     *
     * @param value as {@link #file} takes it; null for NULL
     * @param lost why it is not written at all; null if it is
     */
    record Written(@Nullable Object value, @Nullable String lost) {

        static Written of(@Nullable Object value) {
            return new Written(value, null);
        }

        static Written lost(String reason) {
            return new Written(null, reason);
        }
    }

    /** How the document's column is called. */
    String name();

    /** Lines of the configuration. */
    List<String> settings();

    /** The last part of an object's key. */
    String objectName();

    /** How values of the type stand in the file, for the document. */
    String writes(SourceType type);

    /** Whether the file has a column of the type at all. */
    default boolean has(SourceType type) {
        return true;
    }

    /** How this value stands in the file. */
    Written written(SourceType type, EdgeValue value, SourceDatabase source);

    /** An SQL expression over {@code v}, a value of the source: what the writer keeps of it. */
    String keeps(SourceType type);

    /** Why that may be less; null if the writer loses nothing. */
    @Nullable
    String loses(SourceType type);

    /** A change file with an update for each row. */
    byte[] file(List<SourceType> types, List<Row> rows);
}
