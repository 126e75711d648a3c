package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.dms.TaskStatus.TableState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a table is between its full load and its changes: what changes before and during the load is kept until the load has
 * ended. Guarded by the task.
 */
final class TableCapture {

    private final TableId table;
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    private TableState state;
    private List<Cached> cached = new ArrayList<>();
    private long loaded;

    TableCapture(TableId table, TableState state) {
        this.table = table;
        this.state = state;
    }

    /** A change with its number and its position. */
    record Cached(SourceChange change, long number, String position) {}

    TableState state() {
        return state;
    }

    TaskStatus.Table statistics() {
        return new TaskStatus.Table(
                table, state, loaded, count(Operation.INSERT), count(Operation.UPDATE), count(Operation.DELETE));
    }

    /** Counts a change, and answers whether it has to wait. */
    boolean caches(Cached change) {
        counts.merge(change.change().operation(), 1L, Long::sum);
        if (state == TableState.TABLE_COMPLETED) {
            return false;
        }
        cached.add(change);
        return true;
    }

    /** The table is to be loaded, again perhaps. */
    void await() {
        state = TableState.BEFORE_LOAD;
    }

    /** The load begins; it reads what all transactions below this number have done. */
    void begin(long firstUnseen) {
        state = TableState.FULL_LOAD;
        cached.removeIf(change -> change.change().transaction() < firstUnseen);
    }

    /** The load has ended; what was kept is handed over. */
    List<Cached> complete(long rows) {
        state = TableState.TABLE_COMPLETED;
        loaded = rows;
        List<Cached> kept = cached;
        cached = new ArrayList<>();
        return kept;
    }

    /** Loses what was kept, as a task that ends does; a load that had not ended begins anew. */
    void forget() {
        cached = new ArrayList<>();
        if (state == TableState.FULL_LOAD) {
            state = TableState.BEFORE_LOAD;
        }
    }

    /** The number of the first change that waits; the largest number if none does. */
    long firstCached() {
        return cached.isEmpty() ? Long.MAX_VALUE : cached.get(0).number();
    }

    private long count(Operation operation) {
        return counts.getOrDefault(operation, 0L);
    }
}
