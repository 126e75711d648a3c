package io.tidemark.loader.model;

/**
 * The type of a target column.
 *
 * @param sql its spelling with modifiers and collation, e.g. {@code numeric(15,2)}
 * @param castSql its spelling without modifiers: a cast to it never shortens or rounds
 * @param kind how its values go over the wire
 * @param precision most digits of a numeric, most characters of a text; 0 if unbounded
 * @param scale most decimal places of a numeric, a money amount, or the seconds of a time
 */
public record ColumnType(String sql, String castSql, Kind kind, int precision, int scale) {

    /** Decimal places of seconds in PostgreSQL's times, unless their type says less. */
    public static final int MICROSECONDS = 6;

    /**
     * How values of a type are written. {@link #CAST}: as text that PostgreSQL casts in the merge, and only from text, since
     * {@code 5} is five seconds to an interval and five bits to a bit string; {@link #CAST_ANY}: the same for types whose
     * texts mean what they say, such as {@code citext} or {@code oid}, and so from any value.
     */
    public enum Kind {
        INT2,
        INT4,
        INT8,
        FLOAT4,
        FLOAT8,
        NUMERIC,
        BOOLEAN,
        TEXT,
        PADDED_TEXT,
        ENUM,
        BYTEA,
        UUID,
        JSON,
        JSONB,
        DATE,
        TIME,
        TIMESTAMP,
        MONEY,
        CAST,
        CAST_ANY
    }

    /** Whether equal values always have equal bytes on the wire, so that a key of this type can be folded. */
    public boolean canBeKey() {
        return switch (kind) {
            case INT2, INT4, INT8, NUMERIC, BOOLEAN, TEXT, PADDED_TEXT, ENUM, BYTEA, UUID, DATE, TIME, TIMESTAMP ->
                true;
            case FLOAT4, FLOAT8, JSON, JSONB, MONEY, CAST, CAST_ANY -> false;
        };
    }

    /** Whether PostgreSQL makes the value from text in the merge. */
    public boolean isCast() {
        return kind == Kind.CAST || kind == Kind.CAST_ANY;
    }

    /** The type of the staging column: the target's own, or text where PostgreSQL has to cast. */
    public String stagingSql() {
        return isCast() ? "text" : sql;
    }
}
