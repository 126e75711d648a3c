package io.tidemark.loader.merge;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Applies staged rows to the target. A row counts only if its position is higher than that of the row and of the
 * tombstone of its key, so that any order and any repetition of merges ends in the same table. Deletes go first, so that
 * a unique value can pass from a deleted row to a new one.
 */
public final class Merge {

    private static final List<String> PLANNER = List.of("enable_hashjoin", "enable_mergejoin", "jit");

    private final Handle handle;
    private final TargetTable table;
    private final boolean softDeletes;
    private final StateNames state;
    private final String tombstones;
    private final String target;
    private final List<String> key;

    /** Merges into the table within the handle's transaction. */
    public Merge(Handle handle, TargetTable table, boolean softDeletes, StateNames state, String pipeline) {
        this.handle = handle;
        this.table = table;
        this.softDeletes = softDeletes;
        this.state = state;
        this.tombstones = state.tombstones(pipeline);
        this.target = Identifier.qualified(table.name().schema(), table.name().name());
        this.key = table.key().stream().map(TargetColumn::name).toList();
    }

    /** Lets PostgreSQL probe the index of the key in its order, for the rest of the transaction. */
    public void preparePlanner() {
        for (String setting : PLANNER) {
            handle.createUpdate(SqlFile.of(Merge.class, "planner"))
                    .define("setting", setting)
                    .execute();
        }
    }

    /** Applies {@code staged} deletes of a staging table that has the key columns. */
    public MergeCounts delete(String staging, long staged) {
        String removal = SqlFile.of(Merge.class, softDeletes ? "mark_deleted" : "remove_row");
        String delete = SqlFile.of(Merge.class, "delete").replace("<removal>", removal);
        return named(handle.createQuery(delete), staging)
                .define("first_key", Identifier.quote(key.get(0)))
                .define("state", state.quoted())
                .map((row, context) -> {
                    long live = row.getLong("live");
                    long removed = row.getLong("removed");
                    return new MergeCounts(0, 0, removed, live - removed, staged - live);
                })
                .one();
    }

    /** Applies {@code staged} rows of a staging table that has the given columns of the target. */
    public MergeCounts upsert(String staging, List<TargetColumn> columns, long staged) {
        long insertedBefore = inserted();
        List<TargetColumn> written =
                columns.stream().filter(column -> !column.generated()).toList();
        long merged = named(handle.createUpdate(SqlFile.of(Merge.class, "upsert")), staging)
                .define("staged_columns", "s._cdc_position, " + Identifier.list("s", names(columns)))
                .define("assignments", assignments(written))
                .define("columns", Identifier.list(withPosition(written)))
                .define(
                        "values",
                        Stream.concat(
                                        Stream.of("s." + Identifier.quote(TargetTable.POSITION_COLUMN)),
                                        written.stream().map(Merge::value))
                                .collect(joining(", ")))
                .execute();
        long inserted = inserted() - insertedBefore;
        return new MergeCounts(inserted, merged - inserted, 0, 0, staged - merged);
    }

    private <T extends SqlStatement<T>> T named(T statement, String staging) {
        return statement
                .define("staging", "pg_temp." + Identifier.quote(staging))
                .define("target", target)
                .define("tombstones", tombstones)
                .define("key", Identifier.list(key))
                .define("staged_key", Identifier.list("s", key))
                .define("row_is_staged", Identifier.equal("r", "s", key))
                .define("tombstone_is_staged", Identifier.equal("t", "s", key));
    }

    /** The key is what the rows are joined by: it never needs to be written again. */
    private String assignments(List<TargetColumn> written) {
        Stream<String> values = written.stream()
                .filter(column -> !table.isKey(column))
                .map(column -> Identifier.quote(column.name()) + " = " + value(column));
        Stream<String> own = Stream.of(Identifier.quote(TargetTable.POSITION_COLUMN) + " = s."
                + Identifier.quote(TargetTable.POSITION_COLUMN));
        Stream<String> revived =
                softDeletes ? Stream.of(Identifier.quote(TargetTable.DELETED_AT_COLUMN) + " = null") : Stream.empty();
        return Stream.of(values, own, revived).flatMap(part -> part).collect(joining(", "));
    }

    /** Types without an own wire format were staged as text; the cast never shortens, the assignment then checks. */
    private static String value(TargetColumn column) {
        String staged = "s." + Identifier.quote(column.name());
        return column.type().kind() == Kind.CAST ? staged + "::" + column.type().castSql() : staged;
    }

    private static List<String> withPosition(List<TargetColumn> columns) {
        return Stream.concat(Stream.of(TargetTable.POSITION_COLUMN), names(columns).stream())
                .toList();
    }

    private static List<String> names(List<TargetColumn> columns) {
        return columns.stream().map(TargetColumn::name).toList();
    }

    private long inserted() {
        return handle.createQuery(SqlFile.of(Merge.class, "inserted"))
                .bind("table", target)
                .mapTo(Long.class)
                .one();
    }
}
