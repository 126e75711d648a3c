package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.OrderContent.Version;
import java.util.List;
import java.util.Map;

/**
 * A change without its content: some forty bytes and its version, so that long histories fit into memory.
 *
 * @param key the row's key after the change
 * @param keyBefore its key before; the same unless the change moved the row to another key
 * @param counter the task's counter in the change sequence
 * @param version what was written, and the commit time
 */
record HistoryStep(Operation operation, long key, long keyBefore, long counter, Version version) {

    boolean changesKey() {
        return key != keyBefore;
    }

    /** Applies the change as the source did. */
    void applyTo(Map<Long, Version> rows) {
        if (changesKey()) {
            rows.remove(keyBefore);
        }
        if (operation == Operation.DELETE) {
            rows.remove(key);
        } else {
            rows.put(key, version);
        }
    }

    List<Object> keyBeforeOrNone() {
        return changesKey() ? List.of(keyBefore) : List.of();
    }
}
