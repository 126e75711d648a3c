package io.tidemark.loader.load;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.read.FileColumn;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The wire formats of the types that files declare, for columns that are about to be added. */
final class DeclaredType {

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");

    private DeclaredType() {}

    /** The wire format of a type that {@link FileColumn#sqlType} can name. */
    static ColumnType of(String sql) {
        Matcher numeric = NUMERIC.matcher(sql);
        if (numeric.matches()) {
            return new ColumnType(
                    sql,
                    "numeric",
                    Kind.NUMERIC,
                    Integer.parseInt(numeric.group(1)),
                    Integer.parseInt(numeric.group(2)));
        }
        if (sql.equals("numeric")) {
            return new ColumnType(sql, sql, Kind.NUMERIC, 0, 0);
        }
        Kind kind = sql.endsWith("[]") ? Kind.CAST : kind(sql);
        return new ColumnType(sql, sql, kind, 0, ColumnType.MICROSECONDS);
    }

    private static Kind kind(String sql) {
        return switch (sql) {
            case "smallint" -> Kind.INT2;
            case "integer" -> Kind.INT4;
            case "bigint" -> Kind.INT8;
            case "real" -> Kind.FLOAT4;
            case "double precision" -> Kind.FLOAT8;
            case "boolean" -> Kind.BOOLEAN;
            case "bytea" -> Kind.BYTEA;
            case "uuid" -> Kind.UUID;
            case "json", "xml" -> Kind.JSON;
            case "date" -> Kind.DATE;
            case "time" -> Kind.TIME;
            case "timestamp", "timestamptz" -> Kind.TIMESTAMP;
            case "interval", "point", "timetz" -> Kind.CAST;
            case "text" -> Kind.TEXT;
            default -> throw new IllegalArgumentException("no wire format for " + sql);
        };
    }
}
