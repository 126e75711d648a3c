package io.tidemark.loader.histories;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change as a file tells it, in a table whose key is a number and whose other columns are texts.
 *
 * @param op I, U or D; the row of a LOAD file is an I
 * @param at the position: a change with a higher one happened later; of the row of a LOAD file, the last one before it
 * @param was the key before an update that changed it
 * @param values what is not NULL, by column; nothing for a delete
 */
record Change(String op, int at, int id, @Nullable Integer was, Map<String, String> values) {

    static final String ID = "id";
    static final String NAME = "name";

    /** Unique among living rows where the history says so. */
    static final String BADGE = "badge";

    /** Large: an update that leaves it alone may not log it. */
    static final String DOC = "doc";

    /** Stands for the doc of an update that left it alone and did not log it, where the format can say so. */
    static final String UNLOGGED = "__debezium_unavailable_value";

    /** Comes with a change of the source table. */
    static final String EXTRA = "extra";

    Change {
        values = new TreeMap<>(values);
    }

    static Change insert(int at, int id, Map<String, String> values) {
        return new Change("I", at, id, null, values);
    }

    static Change update(int at, int id, Map<String, String> values) {
        return new Change("U", at, id, null, values);
    }

    static Change move(int at, int was, int id, Map<String, String> values) {
        return new Change("U", at, id, was, values);
    }

    static Change delete(int at, int id) {
        return new Change("D", at, id, null, Map.of());
    }
}
