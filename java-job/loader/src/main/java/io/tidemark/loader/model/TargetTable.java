package io.tidemark.loader.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shape of the target table, read from the catalogue: its columns in their order, and those of the key. */
public record TargetTable(TableName name, List<TargetColumn> columns, List<TargetColumn> key) {

    /** Columns that Tidemark adds to a target table begin with this. */
    public static final String OWN_COLUMNS = "_cdc_";

    public static final String POSITION_COLUMN = "_cdc_position";

    public static final String DELETED_AT_COLUMN = "_cdc_deleted_at";

    public TargetTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The column of that exact name. */
    public Optional<TargetColumn> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    public boolean isKey(TargetColumn column) {
        return key.contains(column);
    }

    /** This table with other types of some columns, by their names. */
    public TargetTable retyped(Map<String, ColumnType> types) {
        return new TargetTable(name, retyped(columns, types), retyped(key, types));
    }

    private static List<TargetColumn> retyped(List<TargetColumn> columns, Map<String, ColumnType> types) {
        return columns.stream()
                .map(column -> new TargetColumn(
                        column.name(),
                        types.getOrDefault(column.name(), column.type()),
                        column.notNull(),
                        column.generated()))
                .toList();
    }

    /** This table with further columns at its end. */
    public TargetTable with(List<TargetColumn> added) {
        return new TargetTable(
                name,
                java.util.stream.Stream.concat(columns.stream(), added.stream()).toList(),
                key);
    }
}
