package io.tidemark.loader.load;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.ValueRefusedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that one load sets aside instead of loading them, up to a limit. A row that turns out bad after the fold has
 * beaten other changes of its key there: then the load starts over without it. Safe for use by several threads.
 */
final class SetAside {

    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

    private final long limit;
    private final Optional<Map<SourceObject, BitSet>> retried;
    private final Map<SourceObject, BitSet> passedOver;
    private final Map<SourceRow, RowRefusal> refusals = new HashMap<>();
    private final Set<SourceRow> chosen = new HashSet<>();
    private volatile Predicate<RowRefusal> curable = refusal -> false;
    private boolean startOver;

    private SetAside(long limit, Optional<Map<SourceObject, BitSet>> retried, Map<SourceObject, BitSet> passedOver) {
        this.limit = limit;
        this.retried = retried;
        this.passedOver = passedOver;
    }

    /** For a load of whole objects, in which so many rows may be bad. */
    static SetAside upTo(long limit) {
        return new SetAside(limit, Optional.empty(), Map.of());
    }

    /** For a load of rows that were set aside before, which may be bad still. */
    static SetAside retrying(Map<SourceObject, BitSet> rows) {
        return new SetAside(Long.MAX_VALUE, Optional.of(rows), Map.of());
    }

    /** For objects that were loaded before but for these rows, which were set aside. */
    static SetAside passingOver(Map<SourceObject, BitSet> rows) {
        return new SetAside(Long.MAX_VALUE, Optional.empty(), rows);
    }

    /** Lets a row stop the load after all if another attempt with a changed target can take it. */
    SetAside unless(Predicate<RowRefusal> isCurable) {
        curable = isCurable;
        return this;
    }

    boolean isAllowed() {
        return limit > 0;
    }

    /** Whether the row is to be loaded at all: in a retry only those that were set aside are. */
    boolean isAsked(SourceObject object, int row) {
        return !has(passedOver, object, row) && (retried.isEmpty() || has(retried.get(), object, row));
    }

    private static boolean has(Map<SourceObject, BitSet> rows, SourceObject object, int row) {
        BitSet found = rows.get(object);
        return found != null && found.get(row);
    }

    /** The rows of an object that have been set aside so far. */
    synchronized BitSet of(SourceObject object) {
        BitSet rows = new BitSet();
        refusals.keySet().stream().filter(at -> at.object().equals(object)).forEach(at -> rows.set(at.row()));
        return rows;
    }

    /** Sets a row aside that was never offered to the fold. */
    void add(SourceRow at, Optional<String> column, ValueRefusedException reason) {
        add(RowRefusal.of(at, column, reason), reason.stopsLoad(), null);
    }

    /** Sets a row aside that the fold chose. */
    void addChosen(SourceRow at, Optional<String> column, ValueRefusedException reason) {
        add(at, column, reason);
        startOver(at);
    }

    /** Whether the row was read well enough to be chosen by the fold: then its key and position are known. */
    synchronized boolean wasChosen(RowRefusal refusal) {
        return chosen.contains(refusal.at());
    }

    /** Sets a row aside that PostgreSQL refused, or passes the failure on if it names none. */
    void addChosen(DataRefusedException failure) {
        RowRefusal row = failure.row().orElseThrow(() -> failure);
        add(row, false, failure);
        startOver(row.at());
    }

    private synchronized void startOver(SourceRow at) {
        chosen.add(at);
        startOver = true;
    }

    /** Whether rows were set aside since the last call that the fold had chosen. */
    synchronized boolean takeStartOver() {
        boolean answer = startOver;
        startOver = false;
        return answer;
    }

    private synchronized void add(RowRefusal refusal, boolean stopsLoad, @Nullable Throwable cause) {
        if (limit == 0 || curable.test(refusal)) {
            throw new DataRefusedException(refusal, cause);
        }
        if (stopsLoad) {
            throw new DataRefusedException(refusal.message(), cause);
        }
        if (refusals.size() >= limit && !refusals.containsKey(refusal.at())) {
            throw new DataRefusedException(
                    refusal.message() + "; " + limit + " other bad rows were found before it, as many as"
                            + " load.max-quarantined-rows allows to set aside: nothing was loaded",
                    cause);
        }
        if (refusals.put(refusal.at(), refusal) == null) {
            LOG.warn("set aside: {}", refusal.message());
        }
    }

    /** All of them, in the order of objects and rows. */
    synchronized List<RowRefusal> refusals() {
        List<RowRefusal> sorted = new ArrayList<>(refusals.values());
        sorted.sort(Comparator.comparing(
                        (RowRefusal refusal) -> refusal.at().object().key())
                .thenComparing(refusal -> refusal.at().row()));
        return sorted;
    }
}
