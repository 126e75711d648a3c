package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Lets unique values pass between living rows within one transaction: takes every row that staged changes would update
 * out of the target, changes the copies, and puts them back whole, with the columns that no file has.
 */
final class UniqueHandover {

    private static final String TAKEN =
            RowSource.temporaryTable("tidemark_taken").from();

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
                            + " would act on that (on delete cascade, set or restrict): drop that action, or make the unique"
                            + " constraint deferrable",
                    violation);
        }
    }

    /** Brings the rows that changed to their new state and answers how many they are. */
    long replaceChangedRows(StagedTable staged) {
        run(names.fill(statement("create_taken")));
        long taken = run(names.fill(statement("take_out"), staged));
        handle.createUpdate(SqlFile.of(UniqueHandover.class, "allow_hash_join")).execute();
        run(names.fill(statement("change"), staged).define("assignments", names.assignments(staged)));
        run(names.fill(statement("replace")));
        run(names.fill(statement("drop_taken")));
        return taken;
    }

    private Update statement(String name) {
        return handle.createUpdate(SqlFile.of(UniqueHandover.class, name));
    }

    private int run(Update filled) {
        List<String> key = names.table().key().stream().map(TargetColumn::name).toList();
        return filled.define("taken", TAKEN)
                .define("row_key", Identifier.list("r", key))
                .define("columns", Identifier.list(allColumns()))
                .define("taken_columns", Identifier.list("s", allColumns()))
                .execute();
    }

    /** Whatever the target holds, Tidemark's own columns too, but for those that PostgreSQL computes. */
    private List<String> allColumns() {
        Stream<String> own = names.softDeletes()
                ? Stream.of(TargetTable.POSITION_COLUMN, TargetTable.DELETED_AT_COLUMN)
                : Stream.of(TargetTable.POSITION_COLUMN);
        Stream<String> kept = names.table().kept().stream().map(TargetTable::keptPosition);
        Stream<String> data = names.table().columns().stream()
                .filter(column -> !column.generated())
                .map(TargetColumn::name);
        return Stream.of(data, own, kept).flatMap(part -> part).toList();
    }
}
