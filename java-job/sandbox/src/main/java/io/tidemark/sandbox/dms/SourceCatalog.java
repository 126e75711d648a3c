package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the source's catalog says of its tables now. */
record SourceCatalog(Jdbi database) {

    /** A column with what the catalog says of its table. */
    public record Row(
            String schema, String table, String name, String type, int modifier, boolean key, boolean wholeRows) {}

    /** The tables of a task, in the order of their names. */
    List<SourceTable> tables(TableMappings mappings) {
        return database.withHandle(SourceCatalog::tables).values().stream()
                .filter(table -> mappings.selects(table.id()))
                .toList();
    }

    /** Whether a table's old rows are logged as a whole now. */
    boolean logsWholeRows(TableId id) {
        return database.withHandle(SourceCatalog::tables)
                .getOrDefault(id, new SourceTable(id, List.of(), List.of(), false))
                .wholeRows();
    }

    static Map<TableId, SourceTable> tables(Handle handle) {
        Map<TableId, List<Row>> rows = new LinkedHashMap<>();
        handle.createQuery(Resources.text("dms/source-columns.sql"))
                .map((result, context) -> new Row(
                        result.getString("schema"),
                        result.getString("table"),
                        result.getString("name"),
                        result.getString("type"),
                        result.getInt("modifier"),
                        result.getBoolean("key"),
                        result.getBoolean("whole_rows")))
                .forEach(row -> rows.computeIfAbsent(new TableId(row.schema(), row.table()), id -> new ArrayList<>())
                        .add(row));
        Map<TableId, SourceTable> tables = new LinkedHashMap<>();
        rows.forEach((id, columns) -> tables.put(id, table(id, columns)));
        return tables;
    }

    private static SourceTable table(TableId id, List<Row> rows) {
        return new SourceTable(
                id,
                rows.stream()
                        .map(row -> SourceColumn.ofCatalog(row.name(), row.type(), row.modifier()))
                        .toList(),
                rows.stream().filter(Row::key).map(Row::name).toList(),
                rows.get(0).wholeRows());
    }
}
