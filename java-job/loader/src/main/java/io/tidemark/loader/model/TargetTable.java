package io.tidemark.loader.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shape of the target table, read from the catalogue: its columns in their order, those of the key, and those that
 * keep their value when it was not logged, each with a position of its own.
 */
public record TargetTable(TableName name, List<TargetColumn> columns, List<TargetColumn> key, List<TargetColumn> kept) {

    /** Columns that Tidemark adds to a target table begin with this. */
    public static final String OWN_COLUMNS = "_cdc_";

    public static final String POSITION_COLUMN = "_cdc_position";

    public static final String DELETED_AT_COLUMN = "_cdc_deleted_at";

    /** Followed by the name of a kept column. */
    public static final String KEPT_POSITION_COLUMN = "_cdc_position__";

    /** Followed by the name of a kept column: in staging tables, whether the change logged it. */
    public static final String LOGGED_COLUMN = "_cdc_logged__";

    public TargetTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        kept = List.copyOf(kept);
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
        return new TargetTable(name, retyped(columns, types), retyped(key, types), retyped(kept, types));
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
                key,
                kept);
    }

    /** The name of the column that holds the position at which the kept column got its value. */
    public static String keptPosition(TargetColumn kept) {
        return KEPT_POSITION_COLUMN + kept.name();
    }
}
