package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Lets unique values pass between living rows within one transaction: takes every row that staged changes would update
 * out of the target, changes the copies, and puts them back whole, with the columns that no file has.
 */
final class UniqueHandover {

    private final Handle handle;
    private final MergeNames names;

    UniqueHandover(Handle handle, MergeNames names) {
        this.handle = handle;
        this.names = names;
    }

    /**
     * Makes sure that taking a row out and putting it back leaves other tables alone.
     *
     * @throws DataRefusedException if a foreign key would delete or change rows that refer to it
     */
    void requireHarmless(RuntimeException violation) {
        List<String> cascading = handle.createQuery(SqlFile.of(UniqueHandover.class, "cascades"))
                .bind("table", names.target())
                .mapTo(String.class)
                .list();
        if (!cascading.isEmpty()) {
            throw new DataRefusedException(
                    names.table().name() + ": a unique value passes from one row to another, for which rows have to be"
                            + " taken out for a moment; foreign keys of " + cascading
                            + " would act on that (on delete cascade or set): drop that action, or make the unique"
                            + " constraint deferrable",
                    violation);
        }
    }

    /** Brings the rows that changed to their new state and answers how many they are. */
    long replaceChangedRows(List<StagedTable> staged) {
        long taken = 0;
        for (StagedTable table : staged) {
            taken += run("take_out", table);
            run("remove", table);
        }
        handle.createUpdate(SqlFile.of(UniqueHandover.class, "allow_hash_join")).execute();
        for (StagedTable table : staged) {
            run("change", table);
        }
        for (StagedTable table : staged) {
            run("put_back", table);
        }
        return taken;
    }

    private int run(String statement, StagedTable staged) {
        return names.fill(handle.createUpdate(SqlFile.of(UniqueHandover.class, statement)), staged.name())
                .define("taken", MergeNames.temporary(staged.name() + "_taken"))
                .define("assignments", names.assignments(staged.written()))
                .define("columns", allColumns())
                .execute();
    }

    /** Whatever the target holds, Tidemark's own columns too, but for those that PostgreSQL computes. */
    private String allColumns() {
        Stream<String> own = names.softDeletes()
                ? Stream.of(TargetTable.POSITION_COLUMN, TargetTable.DELETED_AT_COLUMN)
                : Stream.of(TargetTable.POSITION_COLUMN);
        Stream<String> data = names.table().columns().stream()
                .filter(column -> !column.generated())
                .map(column -> column.name());
        return Identifier.list(Stream.concat(data, own).toList());
    }
}
