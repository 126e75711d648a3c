package io.tidemark.loader.load;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline.NewColumn;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.FileColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the columns of the objects of one load meet those of the target; grows by the columns that have to be added.
 * Belongs to one thread.
 */
final class ColumnPlan {

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");

    private final TargetTable table;
    private final NewColumn policy;
    private final Map<String, TargetColumn> added = new LinkedHashMap<>();

    ColumnPlan(TargetTable table, NewColumn policy) {
        this.table = table;
        this.policy = policy;
    }

    /** The target's column for each column of the file that is to be loaded, in the order of the file. */
    Map<String, TargetColumn> match(SourceObject object, List<FileColumn> columns, ChangeColumns roles) {
        Map<String, TargetColumn> matched = new LinkedHashMap<>();
        List<String> targetNames =
                table.columns().stream().map(TargetColumn::name).toList();
        for (FileColumn column : columns) {
            if (roles.data().contains(column.name())) {
                requireNotOurs(object, column);
                ChangeColumns.find(targetNames, column.name())
                        .flatMap(table::column)
                        .or(() -> newColumn(object, column))
                        .filter(found -> !found.generated())
                        .ifPresent(found -> {
                            requireOnlyOne(object, found, matched, column);
                            matched.put(column.name(), found);
                        });
            }
        }
        return matched;
    }

    private static void requireNotOurs(SourceObject object, FileColumn column) {
        if (column.name().startsWith(TargetTable.OWN_COLUMNS)) {
            throw DataRefusedException.ofObject(
                    object,
                    "column \"" + column.name() + "\": names that begin with " + TargetTable.OWN_COLUMNS
                            + " are Tidemark's own; rename it with a DMS transformation",
                    null);
        }
    }

    /** Names may differ from the target's in case, so that two columns of a file can mean the same one. */
    private static void requireOnlyOne(
            SourceObject object, TargetColumn target, Map<String, TargetColumn> matched, FileColumn column) {
        matched.forEach((name, taken) -> {
            if (taken.name().equals(target.name())) {
                throw DataRefusedException.ofObject(
                        object,
                        "columns \"" + name + "\" and \"" + column.name() + "\" both mean column \"" + target.name()
                                + "\" of the target; expected one of them",
                        null);
            }
        });
    }

    /** The columns that the target needs before the merge, in the order in which they were met. */
    List<TargetColumn> added() {
        return new ArrayList<>(added.values());
    }

    /** What is done to the target, for the schema history. */
    List<String> addedAsSql() {
        return added.values().stream()
                .map(column -> "alter table " + table.name() + " add column \"" + column.name() + "\" "
                        + column.type().sql())
                .toList();
    }

    private Optional<TargetColumn> newColumn(SourceObject object, FileColumn column) {
        return switch (policy) {
            case IGNORE -> Optional.empty();
            case ADD ->
                Optional.of(added.computeIfAbsent(
                        column.name(), name -> new TargetColumn(name, type(column.sqlType()), false, false)));
            case FAIL ->
                throw DataRefusedException.ofObject(
                        object,
                        "column \"" + column.name() + "\" (" + column.fileType() + ") is not in target table "
                                + table.name() + "; add it (alter table " + table.name() + " add column \""
                                + column.name() + "\" " + column.sqlType()
                                + "), or set target.on-new-column to add or ignore",
                        null);
        };
    }

    /** The wire format of a type that {@link FileColumn#sqlType} can name. */
    static ColumnType type(String sql) {
        Matcher numeric = NUMERIC.matcher(sql);
        if (numeric.matches()) {
            return new ColumnType(
                    sql,
                    "numeric",
                    Kind.NUMERIC,
                    Integer.parseInt(numeric.group(1)),
                    Integer.parseInt(numeric.group(2)));
        }
        Kind kind = switch (sql) {
            case "smallint" -> Kind.INT2;
            case "integer" -> Kind.INT4;
            case "bigint" -> Kind.INT8;
            case "real" -> Kind.FLOAT4;
            case "double precision" -> Kind.FLOAT8;
            case "numeric" -> Kind.NUMERIC;
            case "boolean" -> Kind.BOOLEAN;
            case "bytea" -> Kind.BYTEA;
            case "uuid" -> Kind.UUID;
            case "json" -> Kind.JSON;
            case "date" -> Kind.DATE;
            case "time" -> Kind.TIME;
            case "timestamp" -> Kind.TIMESTAMP;
            case "text" -> Kind.TEXT;
            default -> throw new IllegalArgumentException("no wire format for " + sql);
        };
        return new ColumnType(sql, sql, kind, 0, ColumnType.MICROSECONDS);
    }
}
