package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.SandboxException;
import java.util.Map;
import java.util.Optional;

/**
 * What DMS takes a PostgreSQL type for, by its own names.
 *
 * @param precision digits of a NUMERIC, characters of a WSTRING; 0: no limit
 * @param scale decimal places of a NUMERIC
 */
record DmsType(Kind kind, int precision, int scale) {

    private static final int MOST_DIGITS = 38;
    private static final DmsType UNBOUNDED_NUMERIC = new DmsType(Kind.NUMERIC, 28, 6);
    private static final DmsType MONEY = new DmsType(Kind.NUMERIC, MOST_DIGITS, 4);

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("int2", Kind.INT2),
            Map.entry("int4", Kind.INT4),
            Map.entry("int8", Kind.INT8),
            Map.entry("float4", Kind.REAL4),
            Map.entry("float8", Kind.REAL8),
            Map.entry("varchar", Kind.WSTRING),
            Map.entry("bpchar", Kind.WSTRING),
            Map.entry("text", Kind.NCLOB),
            Map.entry("citext", Kind.NCLOB),
            Map.entry("json", Kind.NCLOB),
            Map.entry("jsonb", Kind.NCLOB),
            Map.entry("_text", Kind.NCLOB),
            Map.entry("_varchar", Kind.NCLOB),
            Map.entry("_int2", Kind.NCLOB),
            Map.entry("_int4", Kind.NCLOB),
            Map.entry("_int8", Kind.NCLOB),
            Map.entry("_bool", Kind.NCLOB),
            Map.entry("_numeric", Kind.NCLOB),
            Map.entry("xml", Kind.CLOB),
            Map.entry("tsvector", Kind.CLOB),
            Map.entry("bytea", Kind.BLOB),
            Map.entry("uuid", Kind.STRING),
            Map.entry("enum", Kind.STRING),
            Map.entry("inet", Kind.STRING),
            Map.entry("cidr", Kind.STRING),
            Map.entry("macaddr", Kind.STRING),
            Map.entry("date", Kind.DATE),
            Map.entry("time", Kind.TIME),
            Map.entry("timestamp", Kind.DATETIME),
            Map.entry("timestamptz", Kind.DATETIME));

    /** DMS's types as far as PostgreSQL sources have them here. */
    enum Kind {
        INT2,
        INT4,
        INT8,
        REAL4,
        REAL8,
        NUMERIC,
        BOOLEAN,
        STRING,
        WSTRING,
        CLOB,
        NCLOB,
        BLOB,
        DATE,
        TIME,
        DATETIME;

        boolean isLob() {
            return this == CLOB || this == NCLOB || this == BLOB;
        }
    }

    /** A text of the stand-in's own, such as an operation. */
    static DmsType text() {
        return new DmsType(Kind.STRING, 0, 0);
    }

    /** The type of a column, or a refusal that names it. */
    static DmsType of(SourceColumn column, SourceSettings settings) {
        return known(column, settings)
                .orElseThrow(() -> new SandboxException("column " + column.name() + " is of type " + column.type()
                        + ": what DMS makes of it is not known well enough to imitate; leave it out of the table"));
    }

    private static Optional<DmsType> known(SourceColumn column, SourceSettings settings) {
        return switch (column.type()) {
            case "numeric" -> Optional.of(numeric(column));
            case "money" -> Optional.of(MONEY);
            case "bool" -> Optional.of(new DmsType(settings.booleans() ? Kind.BOOLEAN : Kind.STRING, 0, 0));
            default -> Optional.ofNullable(KINDS.get(column.type())).map(kind -> new DmsType(kind, column.length(), 0));
        };
    }

    private static DmsType numeric(SourceColumn column) {
        if (column.length() == 0) {
            return UNBOUNDED_NUMERIC;
        }
        return column.length() > MOST_DIGITS ? text() : new DmsType(Kind.NUMERIC, column.length(), column.scale());
    }
}
