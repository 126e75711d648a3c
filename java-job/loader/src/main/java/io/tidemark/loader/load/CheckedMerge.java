package io.tidemark.loader.load;

import io.tidemark.loader.merge.Merge;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.sql.SqlFile;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Merges the rows of a staging table and, if the target refuses one of them (a cast, a constraint, a trigger), finds out
 * which: PostgreSQL tells it only together with row data. The row is the last one of the shortest beginning of the
 * staging table that cannot be merged, which takes a few merges more; so large loads are told without it.
 */
final class CheckedMerge {

    private static final long MOST_ROWS = 20_000;
    private static final String SAVEPOINT = "tidemark_merge";
    private static final String BEGINNING = "tidemark_beginning";

    private final Handle handle;
    private final Merge merge;
    private final StagedSet set;
    private final List<OpenObject> objects;

    CheckedMerge(Handle handle, Merge merge, StagedSet set, List<OpenObject> objects) {
        this.handle = handle;
        this.merge = merge;
        this.set = set;
        this.objects = objects;
    }

    MergeCounts upsert() {
        long rows = set.rows().lines();
        if (rows > MOST_ROWS) {
            return upsert(set.table().name(), rows);
        }
        handle.savepoint(SAVEPOINT);
        try {
            MergeCounts counts = upsert(set.table().name(), rows);
            handle.releaseSavepoint(SAVEPOINT);
            return counts;
        } catch (JdbiException e) {
            throw SqlFailures.find(e)
                    .filter(SqlFailures::isOfData)
                    .<RuntimeException>flatMap(this::refused)
                    .orElse(e);
        }
    }

    private MergeCounts upsert(String staging, long rows) {
        return merge.upsert(staging, set.table().columns(), rows);
    }

    private Optional<DataRefusedException> refused(SQLException failure) {
        handle.rollbackToSavepoint(SAVEPOINT);
        long merged = 0;
        long refused = set.rows().lines();
        while (refused - merged > 1) {
            long middle = (merged + refused) / 2;
            if (canMerge(middle)) {
                merged = middle;
            } else {
                refused = middle;
            }
        }
        return set.rows().placeOf(refused).map(place -> {
            SourceObject object = objects.get(place.object()).reader().object();
            return DataRefusedException.ofRow(object, place.row() + 1L, SqlFailures.reason(failure));
        });
    }

    private boolean canMerge(long rows) {
        handle.savepoint(SAVEPOINT);
        try {
            handle.createUpdate(SqlFile.of(CheckedMerge.class, "beginning"))
                    .define("beginning", BEGINNING)
                    .define("staging", set.table().name())
                    .define("rows", rows)
                    .execute();
            upsert(BEGINNING, rows);
            return true;
        } catch (JdbiException e) {
            return false;
        } finally {
            handle.rollbackToSavepoint(SAVEPOINT);
        }
    }
}
