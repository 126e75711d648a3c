package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.sql.SqlFile;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Looks for a staged insert or update that is so old that a tombstone of its key may have been pruned: it could bring a
 * deleted row back. Deletes cannot, nor can changes from before the generation, which do not count.
 */
public final class ForgottenChange {

    private ForgottenChange() {}

    /**
     * Makes sure that there is none. What is refused here is no bad row that could be set aside: it says nothing of the
     * row itself.
     *
     * @throws DataRefusedException if there is one
     */
    public static void refuse(Handle handle, StagedTable staged, Generation generation) {
        find(handle, staged, generation).ifPresent(line -> {
            throw new DataRefusedException(
                    staged.place().apply(line).map(SourceRow::toString).orElse("staged row " + line)
                            + ": a change so old that deletes after it were forgotten, which were pruned up to "
                            + generation.horizon().map(Position::said).orElseThrow()
                            + ": it could bring back a deleted row; reload the table at the source and run full-load"
                            + " --reload, and raise load.tombstone-retention if objects come that late",
                    null);
        });
    }

    private static Optional<Long> find(Handle handle, StagedTable staged, Generation generation) {
        return staged.source()
                .bindTo(handle.createQuery(SqlFile.of(ForgottenChange.class, "line")))
                .define("staging", staged.source().from())
                .bind("floor", generation.position().toBytes())
                .bind("horizon", generation.horizon().map(Position::toBytes).orElseThrow())
                .mapTo(Long.class)
                .findOne();
    }
}
