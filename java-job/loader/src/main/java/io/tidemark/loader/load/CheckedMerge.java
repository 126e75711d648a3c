package io.tidemark.loader.load;

import io.tidemark.loader.merge.Merge;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.SqlFile;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Merges staged rows and, if a constraint or a trigger of the target refuses one of them, finds out which: PostgreSQL
 * tells it only together with row data. The row is the last one of the shortest beginning of the staging table that
 * cannot be merged, which takes a few merges more; so for large loads it is not looked for.
 */
final class CheckedMerge {

    private static final long MOST_ROWS = 20_000;
    private static final String SAVEPOINT = "tidemark_checked_merge";
    private static final String BEGINNING = "tidemark_beginning";

    private final Handle handle;
    private final Merge merge;
    private final StagedTable staged;
    private final long mostRows;

    /** {@code always} says to look for the row however many there are. */
    CheckedMerge(Handle handle, Merge merge, StagedTable staged, boolean always) {
        this.handle = handle;
        this.merge = merge;
        this.staged = staged;
        this.mostRows = always ? Long.MAX_VALUE : MOST_ROWS;
    }

    MergeCounts upsert() {
        if (!staged.source().isTable() || staged.rows() > mostRows) {
            return merge.upsert(staged);
        }
        handle.savepoint(SAVEPOINT);
        try {
            MergeCounts counts = merge.upsert(staged);
            handle.releaseSavepoint(SAVEPOINT);
            return counts;
        } catch (JdbiException e) {
            throw SqlFailures.find(e)
                    .filter(SqlFailures::isOfRows)
                    .<RuntimeException>flatMap(this::refused)
                    .orElse(e);
        }
    }

    private Optional<LoadException> refused(SQLException failure) {
        handle.rollbackToSavepoint(SAVEPOINT);
        return canMerge(staged.rows()) ? Optional.empty() : Optional.of(refusal(failure));
    }

    private LoadException refusal(SQLException failure) {
        DataRefusedException refused =
                staged.refusal(refusedLine(), Optional.empty(), SqlFailures.reason(failure), failure);
        return SqlFailures.isOfForeignKey(failure.getSQLState())
                ? new NotReadyException(String.valueOf(refused.getMessage()), failure)
                : refused;
    }

    private long refusedLine() {
        long merged = 0;
        long refused = staged.rows();
        while (refused - merged > 1) {
            long middle = (merged + refused) / 2;
            if (canMerge(middle)) {
                merged = middle;
            } else {
                refused = middle;
            }
        }
        return refused;
    }

    private boolean canMerge(long rows) {
        handle.savepoint(SAVEPOINT);
        try {
            handle.createUpdate(SqlFile.of(CheckedMerge.class, "beginning"))
                    .define("beginning", BEGINNING)
                    .define("staging", staged.source().from())
                    .define("rows", rows)
                    .execute();
            RowSource beginning = RowSource.temporaryTable(BEGINNING);
            merge.upsert(new StagedTable(beginning, staged.columns(), staged.kept(), rows, staged.place()));
            return true;
        } catch (JdbiException | LoadException e) {
            return false;
        } finally {
            handle.rollbackToSavepoint(SAVEPOINT);
        }
    }
}
