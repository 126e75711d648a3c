package io.tidemark.loader.verify;

import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.TargetColumn;

/** How values of a column become texts that are equal where the values are, on servers whose types differ a little. */
public final class ComparableColumn {

    private ComparableColumn() {}

    /** The expression for a column that has the type {@code other} on the other side. */
    public static String of(TargetColumn column, TargetColumn other) {
        String name = HashedTable.column(column.name());
        Kind kind = column.type().kind();
        Kind otherKind = other.type().kind();
        if (kind == Kind.MONEY) {
            return name + "::numeric"; // its text follows lc_monetary
        }
        if (kind == Kind.NUMERIC) {
            return "trim_scale(" + name + ")"; // 1.50 and 1.5 are one number
        }
        if (kind == Kind.JSONB || otherKind == Kind.JSONB) {
            return name + "::text::jsonb";
        }
        if (kind == Kind.TIMESTAMP
                && !column.type().castSql().equals(other.type().castSql())) {
            return name + "::timestamp"; // with the session in UTC, as DMS writes both
        }
        return kind == Kind.PADDED_TEXT ? "rtrim(" + name + "::text)" : name + "::text";
    }
}
