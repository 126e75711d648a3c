package io.tidemark.loader.merge;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Makes target tables and gives them what the merge needs. Every step may be repeated. */
public final class TargetPreparation {

    private TargetPreparation() {}

    /** Creates a table of the given column names and PostgreSQL types. */
    public static void createTable(Handle handle, TableName table, Map<String, String> types, List<String> key) {
        String columns = types.entrySet().stream()
                .map(column -> Identifier.quote(column.getKey()) + " " + column.getValue())
                .collect(joining(",\n    "));
        handle.createUpdate(SqlFile.of(TargetPreparation.class, "create_table"))
                .define("table", Identifier.qualified(table.schema(), table.name()))
                .define("columns", columns)
                .define("key", Identifier.list(key))
                .execute();
    }

    /**
     * Adds the columns that keep the position and, with soft deletes, the time of the delete. Where they are there, nothing is
     * altered: a table's owner can add them for a user who may not.
     */
    public static void addOwnColumns(Handle handle, TargetTable table, boolean softDeletes) {
        if (!TargetCatalog.has(handle, table.name(), TargetTable.POSITION_COLUMN)) {
            run(handle, "add_position", table.name());
        }
        if (softDeletes && !TargetCatalog.has(handle, table.name(), TargetTable.DELETED_AT_COLUMN)) {
            run(handle, "add_deleted_at", table.name());
        }
        for (TargetColumn kept : table.kept()) {
            if (!TargetCatalog.has(handle, table.name(), TargetTable.keptPosition(kept))) {
                addKeptPosition(handle, table, kept);
            }
        }
    }

    /** Values that are there already are as new as their row; where there is none, it may be one that was not logged. */
    private static void addKeptPosition(Handle handle, TargetTable table, TargetColumn kept) {
        for (String statement : List.of("add_kept_position", "fill_kept_position")) {
            handle.createUpdate(SqlFile.of(TargetPreparation.class, statement))
                    .define(
                            "table",
                            Identifier.qualified(
                                    table.name().schema(), table.name().name()))
                    .define("kept_position", Identifier.quote(TargetTable.keptPosition(kept)))
                    .define("column", Identifier.quote(kept.name()))
                    .execute();
        }
    }

    /** Creates the table of tombstones, with the key columns of the target, and its indexes. */
    public static void createTombstones(Handle handle, TargetTable table, StateNames state, String pipeline) {
        String tombstones = state.tombstones(pipeline);
        String columns = table.key().stream()
                .map(column ->
                        Identifier.quote(column.name()) + " " + column.type().sql())
                .collect(joining(",\n    "));
        handle.createUpdate(SqlFile.of(TargetPreparation.class, "create_tombstones"))
                .define("tombstones", tombstones)
                .define("columns", columns)
                .define(
                        "key",
                        Identifier.list(
                                table.key().stream().map(TargetColumn::name).toList()))
                .execute();
        if (!TargetCatalog.hasBlockRangeIndex(handle, tombstones)) {
            handle.createUpdate(SqlFile.of(TargetPreparation.class, "index_tombstones"))
                    .define("tombstones", tombstones)
                    .execute();
        }
    }

    /** Gives the tombstones the types that the key has by now: a key of more characters must find its place there too. */
    public static void alignTombstones(Handle handle, TargetTable table, TableName tombstones) {
        Map<String, String> types = new HashMap<>();
        TargetCatalog.columns(handle, tombstones)
                .forEach(column -> types.put(column.name(), column.type().sql()));
        for (TargetColumn column : table.key()) {
            String wanted = column.type().sql();
            if (!wanted.equals(types.getOrDefault(column.name(), wanted))) {
                new ColumnChange(ColumnChange.Kind.RETYPE, tombstones, column.name(), wanted).apply(handle);
            }
        }
    }

    private static void run(Handle handle, String statement, TableName table) {
        handle.createUpdate(SqlFile.of(TargetPreparation.class, statement))
                .define("table", Identifier.qualified(table.schema(), table.name()))
                .execute();
    }
}
