package io.tidemark.loader.load;

import io.tidemark.loader.merge.Merge;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.stage.Room;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges what a load has staged. Rows that wait in memory are sent with the statements. If the target refuses one of them,
 * everything is undone and done again from tables, at which any number of statements can look: to hand a unique value
 * over between rows, or to say which row was refused.
 */
final class StagedMerge {

    private static final Logger LOG = LoggerFactory.getLogger(StagedMerge.class);
    private static final String SAVEPOINT = "tidemark_parameters";
    private static final String SYNTAX_ERROR = "42601";

    private final Handle handle;
    private final Merge merge;
    private final List<StagedSet> sets;
    private final boolean rowsAreNamed;
    private final StageLog log;

    /** {@code rowsAreNamed} says to look for a refused row however many there are. */
    StagedMerge(Handle handle, Merge merge, List<StagedSet> sets, boolean rowsAreNamed, StageLog log) {
        this.handle = handle;
        this.merge = merge;
        this.sets = sets;
        this.rowsAreNamed = rowsAreNamed;
        this.log = log;
    }

    /** Merges the sets in their order. */
    MergeCounts run(Room room) {
        merge.preparePlanner();
        if (room.rows() == 0) {
            return mergeAll();
        }
        handle.savepoint(SAVEPOINT);
        try {
            return mergeAll();
        } catch (DataRefusedException e) {
            return mergeFromTables(room, e);
        } catch (JdbiException e) {
            if (SqlFailures.find(e).filter(StagedMerge::isOfRows).isEmpty()) {
                throw e;
            }
            return mergeFromTables(room, e);
        }
    }

    /** The input functions of some types call a text that they do not take a syntax error. */
    private static boolean isOfRows(SQLException failure) {
        return SqlFailures.isOfRows(failure) || SYNTAX_ERROR.equals(failure.getSQLState());
    }

    private MergeCounts mergeFromTables(Room room, RuntimeException failure) {
        handle.rollbackToSavepoint(SAVEPOINT);
        String state = SqlFailures.find(failure)
                .map(sql -> "SQLSTATE " + sql.getSQLState())
                .orElse("a value would be rounded");
        LOG.info("a row sent as a parameter was refused ({}): staging all of them in tables", state);
        room.close("a row sent as a parameter was refused (" + state + ")");
        sets.forEach(set -> set.winners().moveToTables());
        return mergeAll();
    }

    private MergeCounts mergeAll() {
        MergeCounts counts = MergeCounts.NONE;
        for (StagedSet set : sets) {
            Winners newest = set.winners();
            Merge own = merge.ofChangesFrom(set.evidence().first());
            counts = counts.plus(newest.deletes().map(own::delete).orElse(MergeCounts.NONE))
                    .plus(newest.upserts()
                            .map(staged -> new CheckedMerge(handle, own, staged, rowsAreNamed).upsert())
                            .orElse(MergeCounts.NONE));
            keep(own, newest);
        }
        return counts;
    }

    /** Values of kept columns, from changes that are too old for their row or lost in the fold. */
    private void keep(Merge own, Winners newest) {
        long started = System.nanoTime();
        long taken = 0;
        for (StagedTable values : newest.keptValues()) {
            taken += own.keep(values);
        }
        if (taken > 0) {
            log.ended("keep", started, "older-values=" + taken);
        }
    }
}
