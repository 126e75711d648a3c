package io.tidemark.loader.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** Reads the shape of target tables from PostgreSQL's catalogue. */
public final class TargetCatalog {

    private static final int MODIFIER_HEADER = 4;

    private TargetCatalog() {}

    /**
     * The table with its key, or nothing if it does not exist. Columns that Tidemark added are left out.
     *
     * @throws ConfigurationException if a column of the key or one to keep is missing or cannot be one
     */
    public static Optional<TargetTable> find(Handle handle, Pipeline.Target target) {
        TableName table = target.table();
        List<TargetColumn> columns = columns(handle, table).stream()
                .filter(column -> !column.name().startsWith(TargetTable.OWN_COLUMNS))
                .toList();
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        List<TargetColumn> keyColumns = target.key().stream()
                .map(name -> keyColumn(table, columns, name))
                .toList();
        List<TargetColumn> kept = target.keepWhenNull().stream()
                .map(name -> keptColumn(table, columns, name))
                .toList();
        return Optional.of(new TargetTable(table, columns, keyColumns, kept));
    }

    /** What keeps a relation of that name from being a target; nothing, too, if there is none. */
    public static List<Obstacle> obstacles(Handle handle, TableName table) {
        return handle.createQuery(SqlFile.of(TargetCatalog.class, "obstacles"))
                .bind("schema", table.schema())
                .bind("table", table.name())
                .mapTo(Obstacle.class)
                .list();
    }

    /** Triggers of the table and its partitions that can change or drop a row before it is written. */
    public static List<String> rowTriggers(Handle handle, TableName table) {
        return handle.createQuery(SqlFile.of(TargetCatalog.class, "row_triggers"))
                .bind("table", Identifier.qualified(table.schema(), table.name()))
                .mapTo(String.class)
                .list();
    }

    /** Whether the table has the columns that {@code init} adds. */
    public static boolean isPrepared(Handle handle, TargetTable table, boolean softDeletes) {
        List<String> names =
                columns(handle, table.name()).stream().map(TargetColumn::name).toList();
        return names.contains(TargetTable.POSITION_COLUMN)
                && (!softDeletes || names.contains(TargetTable.DELETED_AT_COLUMN))
                && table.kept().stream().map(TargetTable::keptPosition).allMatch(names::contains);
    }

    /** Whether the table has a column of that name, Tidemark's own ones included. */
    static boolean has(Handle handle, TableName table, String name) {
        return columns(handle, table).stream().anyMatch(column -> column.name().equals(name));
    }

    /** Whether a unique index over exactly the key makes sure that there is one row for each. */
    public static boolean hasUniqueKey(Handle handle, TargetTable table) {
        Set<String> wanted =
                Set.copyOf(table.key().stream().map(TargetColumn::name).toList());
        return handle
                .createQuery(SqlFile.of(TargetCatalog.class, "unique_keys"))
                .bind("schema", table.name().schema())
                .bind("table", table.name().name())
                .mapTo(new GenericType<List<String>>() {})
                .stream()
                .anyMatch(columns -> Set.copyOf(columns).equals(wanted));
    }

    /** Whether a table of that quoted name has an index that tells blocks apart. */
    static boolean hasBlockRangeIndex(Handle handle, String table) {
        return handle.createQuery(SqlFile.of(TargetCatalog.class, "block_range_index"))
                .bind("table", table)
                .mapTo(Boolean.class)
                .one();
    }

    private static TargetColumn keyColumn(TableName table, List<TargetColumn> columns, String name) {
        TargetColumn column = column(table, columns, name, "target.key");
        if (!column.type().canBeKey()) {
            throw new ConfigurationException("key column \"" + name + "\" of " + table + " is of type "
                    + column.type().sql() + ", whose equal values need not look equal; expected an integer, numeric,"
                    + " text, uuid, date, time, boolean, bytea or enum column");
        }
        return column;
    }

    private static TargetColumn keptColumn(TableName table, List<TargetColumn> columns, String name) {
        TargetColumn column = column(table, columns, name, "target.keep-when-null");
        String where = "column \"" + name + "\" of " + table + ", which target.keep-when-null names, ";
        if (column.generated()) {
            throw new ConfigurationException(where + "is generated by PostgreSQL; expected one that is written");
        }
        if (column.notNull()) {
            throw new ConfigurationException(where
                    + "is NOT NULL, but an update can arrive before the value that it leaves alone; run alter table "
                    + table + " alter column " + Identifier.quote(name) + " drop not null");
        }
        if (TargetTable.keptPosition(column).getBytes(UTF_8).length > Identifier.LONGEST) {
            throw new ConfigurationException(where + "has too long a name for a column "
                    + TargetTable.KEPT_POSITION_COLUMN + "… beside it; PostgreSQL takes " + Identifier.LONGEST
                    + " bytes");
        }
        return column;
    }

    private static TargetColumn column(TableName table, List<TargetColumn> columns, String name, String setting) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("target table " + table + " has no column \"" + name
                        + "\", which " + setting + " names; columns found: "
                        + columns.stream().map(TargetColumn::name).toList()));
    }

    static List<TargetColumn> columns(Handle handle, TableName table) {
        int moneyPlaces = handle.createQuery(SqlFile.of(TargetCatalog.class, "money_places"))
                .mapTo(Integer.class)
                .one();
        return handle.createQuery(SqlFile.of(TargetCatalog.class, "columns"))
                .bind("schema", table.schema())
                .bind("table", table.name())
                .map((row, context) -> column(row, moneyPlaces))
                .list();
    }

    private static TargetColumn column(ResultSet row, int moneyPlaces) throws SQLException {
        Kind kind = kind(row);
        int modifier = row.getInt("modifier");
        int precision = 0;
        int scale = ColumnType.MICROSECONDS;
        if (kind == Kind.MONEY) {
            scale = moneyPlaces;
        } else if (kind == Kind.NUMERIC && modifier >= MODIFIER_HEADER) {
            precision = ((modifier - MODIFIER_HEADER) >> 16) & 0xffff;
            scale = (((modifier - MODIFIER_HEADER) & 0x7ff) ^ 0x400) - 0x400; // 11 bits with sign
        } else if ((kind == Kind.TEXT || kind == Kind.PADDED_TEXT) && modifier >= MODIFIER_HEADER) {
            precision = modifier - MODIFIER_HEADER;
        } else if ((kind == Kind.TIME || kind == Kind.TIMESTAMP) && modifier >= 0) {
            scale = modifier;
        }
        ColumnType type = new ColumnType(row.getString("sql"), row.getString("cast_sql"), kind, precision, scale);
        return new TargetColumn(row.getString("name"), type, row.getBoolean("not_null"), row.getBoolean("generated"));
    }

    private static Kind kind(ResultSet row) throws SQLException {
        if (row.getBoolean("enumeration")) {
            return Kind.ENUM;
        }
        Kind cast = row.getBoolean("text_says_all") ? Kind.CAST_ANY : Kind.CAST;
        if (!row.getBoolean("built_in")) {
            return cast;
        }
        return switch (row.getString("type_name")) {
            case "int2" -> Kind.INT2;
            case "int4" -> Kind.INT4;
            case "int8" -> Kind.INT8;
            case "float4" -> Kind.FLOAT4;
            case "float8" -> Kind.FLOAT8;
            case "numeric" -> Kind.NUMERIC;
            case "money" -> Kind.MONEY;
            case "bool" -> Kind.BOOLEAN;
            case "text", "varchar" -> row.getBoolean("deterministic") ? Kind.TEXT : cast;
            case "bpchar" -> row.getBoolean("deterministic") ? Kind.PADDED_TEXT : cast;
            case "bytea" -> Kind.BYTEA;
            case "uuid" -> Kind.UUID;
            case "json", "xml" -> Kind.JSON;
            case "jsonb" -> Kind.JSONB;
            case "date" -> Kind.DATE;
            case "time" -> Kind.TIME;
            case "timestamp", "timestamptz" -> Kind.TIMESTAMP;
            default -> cast;
        };
    }
}
