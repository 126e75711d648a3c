package io.tidemark.loader.merge;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueRefusedException.Cure;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the staged row that made a merge fail, since PostgreSQL does not name it: a text that cannot be cast, or NULL
 * where the target does not allow it. Only asked after a failure, so that it may take its time.
 */
final class RefusedRow {

    private final Handle handle;

    RefusedRow(Handle handle) {
        this.handle = handle;
    }

    /** The refusal with object, row and column of a text that could not be cast, if it can be found. */
    Optional<DataRefusedException> unfit(StagedTable table, RuntimeException failure) {
        handle.createUpdate(SqlFile.of(RefusedRow.class, "create_fits")).execute();
        return table.written().stream()
                .flatMap(column -> unfit(table, column, failure).stream())
                .findFirst();
    }

    /** The refusal with object, row and column of a NULL that the target does not allow, if it can be found. */
    Optional<DataRefusedException> missing(StagedTable table, RuntimeException failure) {
        return table.written().stream()
                .flatMap(column -> missing(table, column, failure).stream())
                .findFirst();
    }

    /**
     * Makes sure that no value of these columns is rounded or cut by the modifier of its type.
     *
     * @throws DataRefusedException if one would be
     */
    void requireExact(StagedTable table, List<TargetColumn> columns) {
        for (TargetColumn column : columns) {
            ColumnType type = column.type();
            if (type.isCast() && !type.sql().equals(type.castSql())) {
                line(query("rounded", table, column)
                                .define("exact", type.castSql())
                                .define("modified", type.sql()))
                        .ifPresent(line -> {
                            throw refusal(
                                    table,
                                    line,
                                    column,
                                    new ValueRefusedException(
                                            "a value that would be rounded or cut; expected a value of type "
                                                    + type.sql(),
                                            Cure.HIGHER_LIMIT),
                                    null);
                        });
            }
        }
    }

    private Optional<DataRefusedException> unfit(StagedTable table, TargetColumn column, RuntimeException failure) {
        if (!column.type().isCast()) {
            return Optional.empty();
        }
        return line(query("unfit", table, column).bind("type", column.type().castSql()))
                .map(line -> refusal(
                        table,
                        line,
                        column,
                        new ValueRefusedException("a text that is not valid for its type; expected a value of type "
                                + column.type().sql()),
                        failure));
    }

    private Optional<DataRefusedException> missing(StagedTable table, TargetColumn column, RuntimeException failure) {
        if (!column.notNull()) {
            return Optional.empty();
        }
        return line(query("null", table, column))
                .map(line -> refusal(
                        table,
                        line,
                        column,
                        new ValueRefusedException("NULL; expected a value, since the column is NOT NULL"),
                        failure));
    }

    private Query query(String statement, StagedTable table, TargetColumn column) {
        return table.source()
                .bindTo(handle.createQuery(SqlFile.of(RefusedRow.class, statement)))
                .define("staging", table.source().from())
                .define("column", Identifier.quote(column.name()));
    }

    private static Optional<Long> line(Query query) {
        return query.mapTo(Long.class).findOne();
    }

    private static DataRefusedException refusal(
            StagedTable table,
            long line,
            TargetColumn column,
            ValueRefusedException reason,
            @Nullable RuntimeException failure) {
        return table.refusal(line, Optional.of(column.name()), reason, failure);
    }
}
