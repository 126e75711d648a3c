package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies staged rows to the target. A row counts only if its position is higher than that of the row and of the
 * tombstone of its key, so that any order and any repetition of merges ends in the same table. Deletes go first, so that
 * a unique value can pass from a deleted row to a new one.
 */
public final class Merge {

    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);
    private static final List<String> PLANNER = List.of("enable_hashjoin", "enable_mergejoin", "jit");
    private static final String DATA_EXCEPTION = "22";

    /** Some types, hstore and tsquery among them, call a text that they cannot read a syntax error. */
    private static final String SYNTAX_ERROR = "42601";

    private static final String NOT_NULL_VIOLATION = "23502";
    private static final List<String> UNIQUE_VIOLATIONS = List.of("23505", "23P01"); // of an index, of an exclusion
    private static final String SAVEPOINT = "tidemark_merge";

    private final Handle handle;
    private final MergeNames names;
    private final TakenRows taken;

    /** Merges into the table within the handle's transaction; changes below the floor do not count. */
    public Merge(
            Handle handle, TargetTable table, boolean softDeletes, StateNames state, String pipeline, Position floor) {
        this.handle = handle;
        this.names = new MergeNames(table, softDeletes, state, pipeline, floor, true);
        this.taken = new TakenRows(handle, names);
    }

    private Merge(Handle handle, MergeNames names, TakenRows taken) {
        this.handle = handle;
        this.names = names;
        this.taken = taken;
    }

    /** The same merge for changes that are no older than this one: where no tombstone is as new, none is looked for by key. */
    public Merge ofChangesFrom(Position oldest) {
        boolean newer = names.fill(handle.createQuery(SqlFile.of(Merge.class, "tombstones_from")))
                .bind("oldest", oldest.toBytes())
                .mapTo(Boolean.class)
                .one();
        MergeNames known = names.with(newer);
        return new Merge(handle, known, taken.with(known));
    }

    /**
     * Deletes the rows from before the floor that are in none of the staging tables, and answers how many they are. To be
     * done first, so that their unique values are free, and before {@link #preparePlanner}, since it reads whole tables.
     */
    public long removeOthers(List<StagedTable> staged) {
        return names.fill(handle.createUpdate(
                        SqlFile.of(Merge.class, names.softDeletes() ? "mark_others" : "remove_others")))
                .define("and_not_staged", names.andNotStaged(staged))
                .bind("position", names.floor().toBytes())
                .execute();
    }

    /** Lets PostgreSQL probe the index of the key in its order, for the rest of the transaction. */
    public void preparePlanner() {
        for (String setting : PLANNER) {
            handle.createUpdate(SqlFile.of(Merge.class, "planner"))
                    .define("setting", setting)
                    .execute();
        }
    }

    /** Applies deletes, of which the key columns are staged. */
    public MergeCounts delete(StagedTable deletes) {
        String removal = SqlFile.of(Merge.class, names.softDeletes() ? "mark_deleted" : "remove_row");
        String delete = SqlFile.of(Merge.class, "delete").replace("<removal>", removal);
        MergeCounts counts = names.fill(handle.createQuery(delete), deletes)
                .map((row, context) -> {
                    long live = row.getLong("live");
                    long removed = row.getLong("removed");
                    return new MergeCounts(0, 0, removed, live - removed, deletes.rows() - live);
                })
                .one();
        taken.requireDeleted(deletes);
        return counts;
    }

    /**
     * Applies inserts and updates; no key is staged twice. Where a unique value passes from one living row to another, no
     * order of single rows is right: then the changed rows are taken out and put back.
     */
    public MergeCounts upsert(StagedTable staged) {
        return attempt(staged, () -> merge(staged), violation -> handOver(staged, violation));
    }

    /**
     * Brings values of kept columns to rows that have an older one: a change too old for its row can still be the newest
     * that logged the column. Answers how many values were taken.
     */
    public long keep(StagedTable staged) {
        new RefusedRow(handle).requireExact(staged, staged.kept());
        long taken = 0;
        for (TargetColumn column : staged.kept()) {
            taken += attempt(staged, () -> keep(staged, column), violation -> {
                throw violation;
            });
        }
        return taken;
    }

    private long keep(StagedTable staged, TargetColumn column) {
        return names.fill(handle.createUpdate(SqlFile.of(Merge.class, "keep")), staged)
                .define("column", Identifier.quote(column.name()))
                .define("value", MergeNames.value(column))
                .define("kept_position", MergeNames.keptPosition(column))
                .define("logged", MergeNames.loggedFlag(column))
                .define("row_lives", names.rowLives())
                .execute();
    }

    /** Runs a step, and says which row of a staging table it failed on where PostgreSQL does not tell. */
    private <T> T attempt(StagedTable staged, Supplier<T> step, Function<JdbiException, T> onUniqueViolation) {
        if (!staged.source().isTable()) {
            return step.get();
        }
        handle.savepoint(SAVEPOINT);
        try {
            return step.get();
        } catch (JdbiException e) {
            String state = e.getCause() instanceof SQLException cause ? String.valueOf(cause.getSQLState()) : "";
            if (!state.startsWith(DATA_EXCEPTION)
                    && !state.equals(SYNTAX_ERROR)
                    && !state.equals(NOT_NULL_VIOLATION)
                    && !UNIQUE_VIOLATIONS.contains(state)) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            if (UNIQUE_VIOLATIONS.contains(state)) {
                return onUniqueViolation.apply(e);
            }
            RefusedRow row = new RefusedRow(handle);
            Optional<DataRefusedException> refusal =
                    state.equals(NOT_NULL_VIOLATION) ? row.missing(staged, e) : row.unfit(staged, e);
            throw refusal.isPresent() ? refusal.get() : e;
        }
    }

    private MergeCounts handOver(StagedTable staged, RuntimeException violation) {
        UniqueHandover handover = new UniqueHandover(handle, names);
        handover.requireHarmless(violation);
        LOG.info("target={} a unique value passes between rows: taking changed rows out", names.target());
        long updated = handover.replaceChangedRows(staged);
        preparePlanner();
        MergeCounts rest = merge(staged);
        return new MergeCounts(rest.inserted(), updated, 0, 0, rest.stale() - updated);
    }

    private MergeCounts merge(StagedTable staged) {
        new RefusedRow(handle).requireExact(staged, staged.written());
        long insertedBefore = inserted();
        long merged = names.fill(handle.createUpdate(SqlFile.of(Merge.class, "upsert")), staged)
                .define("staged_columns", MergeNames.stagedColumns(staged))
                .define("assignments", names.assignments(staged))
                .define("columns", MergeNames.columns(staged))
                .define("values", MergeNames.values(staged))
                .execute();
        taken.requireUpserted(staged);
        long inserted = inserted() - insertedBefore;
        if (inserted > merged) {
            throw new DataRefusedException(
                    names.table().name() + ": a trigger of the target inserts rows into it, which are not the source's;"
                            + " disable that trigger",
                    null);
        }
        return new MergeCounts(inserted, merged - inserted, 0, 0, staged.rows() - merged);
    }

    private long inserted() {
        return handle.createQuery(SqlFile.of(Merge.class, "inserted"))
                .bind("table", names.target())
                .mapTo(Long.class)
                .one();
    }
}
