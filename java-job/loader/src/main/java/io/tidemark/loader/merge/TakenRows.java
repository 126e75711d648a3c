package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Looks whether the target took what was merged, where it has triggers that can change or drop a row: PostgreSQL does not
 * tell such a row from one that was too old, and it would be lost without a word.
 */
final class TakenRows {

    private final Handle handle;
    private final MergeNames names;
    private final List<String> triggers;

    TakenRows(Handle handle, MergeNames names) {
        this(handle, names, TargetCatalog.rowTriggers(handle, names.table().name()));
    }

    private TakenRows(Handle handle, MergeNames names, List<String> triggers) {
        this.handle = handle;
        this.names = names;
        this.triggers = triggers;
    }

    /** The same for other names of the same target. */
    TakenRows with(MergeNames others) {
        return new TakenRows(handle, others, triggers);
    }

    /**
     * After inserts and updates.
     *
     * @throws DataRefusedException if a row is not in the target as it was staged
     */
    void requireUpserted(StagedTable staged) {
        require("not_upserted", staged);
    }

    /**
     * After deletes.
     *
     * @throws DataRefusedException if a row is still there
     */
    void requireDeleted(StagedTable staged) {
        require("not_deleted", staged);
    }

    private void require(String statement, StagedTable staged) {
        if (triggers.isEmpty()) {
            return;
        }
        names.fill(handle.createQuery(SqlFile.of(TakenRows.class, statement)), staged)
                .mapTo(Long.class)
                .findOne()
                .ifPresent(line -> {
                    throw staged.refusal(
                            line,
                            Optional.empty(),
                            "the target does not take the row as it is; one of its triggers " + triggers
                                    + " drops it, or changes its key or position: disable that trigger",
                            null);
                });
    }
}
