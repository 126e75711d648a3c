package io.tidemark.loader.load;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.read.FileColumn;
import java.util.List;
import java.util.Map;

/**
 * Columns of objects that declare no types. Where a value means one thing only to the type of its target column, it needs
 * no declaration; elsewhere a number may count milliseconds or microseconds, and a text may be a number in base64.
 */
final class UndeclaredColumns {

    private static final String REMEDY = "; declare it in source.debezium.types, or let the connector write schemas"
            + " (value.converter.schemas.enable = true)";

    private UndeclaredColumns() {}

    /**
     * Refuses columns whose values would be a guess.
     *
     * @param matched the target's column for each column that is loaded
     * @param added those that the target does not have yet
     */
    static void requireEvident(List<FileColumn> columns, Map<String, TargetColumn> matched, List<TargetColumn> added) {
        for (FileColumn column : columns) {
            TargetColumn target = matched.get(column.name());
            if (target != null && !column.isDeclared() && (added.contains(target) || !isEvident(target))) {
                throw new ConfigurationException("column \"" + column.name() + "\" has no declared type, and its values"
                        + " could mean several of type " + target.type().sql() + REMEDY);
            }
        }
    }

    /** Refuses to make up types for a new table. */
    static void requireDeclared(FileColumn column) {
        if (!column.isDeclared()) {
            throw new ConfigurationException("column \"" + column.name() + "\" has no declared type that the new table"
                    + " could have; give it with --column " + column.name() + "=TYPE");
        }
    }

    private static boolean isEvident(TargetColumn target) {
        return switch (target.type().kind()) {
            case INT2, INT4, INT8, FLOAT4, FLOAT8, BOOLEAN, TEXT, PADDED_TEXT, ENUM, UUID, JSON, JSONB, CAST_ANY ->
                true;
            // Debezium writes a time with a zone as text whatever its settings are; other times are numbers.
            case TIMESTAMP -> target.type().castSql().equals("timestamp with time zone");
            case NUMERIC, MONEY, BYTEA, DATE, TIME, CAST -> false;
        };
    }
}
