package io.tidemark.loader.types;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What DMS takes a PostgreSQL type for, by its own names.
 *
 * @param precision digits of a NUMERIC
 * @param scale decimal places of a NUMERIC
 */
record DmsType(Kind kind, int precision, int scale) {

    private static final Pattern NUMERIC = Pattern.compile("NUMERIC\\((\\d+),(\\d+)\\)");

    /** DMS's types as far as PostgreSQL sources have them. */
    enum Kind {
        INT2,
        INT4,
        INT8,
        REAL4,
        REAL8,
        NUMERIC,
        BOOLEAN,
        /** A boolean as the texts {@code true} and {@code false}: the default. */
        BOOLEAN_TEXT,
        STRING,
        WSTRING,
        CLOB,
        NCLOB,
        BLOB,
        DATE,
        TIME,
        DATETIME
    }

    static DmsType of(String text) {
        Matcher numeric = NUMERIC.matcher(text);
        if (numeric.matches()) {
            return new DmsType(Kind.NUMERIC, Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2)));
        }
        return new DmsType(Kind.valueOf(text.replace(' ', '_')), 0, 0);
    }

    boolean isText() {
        return switch (kind) {
            case STRING, WSTRING, CLOB, NCLOB -> true;
            case INT2, INT4, INT8, REAL4, REAL8, NUMERIC, BOOLEAN, BOOLEAN_TEXT, BLOB, DATE, TIME, DATETIME -> false;
        };
    }

    @Override
    public String toString() {
        return kind == Kind.NUMERIC
                ? "NUMERIC(" + precision + "," + scale + ")"
                : kind.name().replace("_TEXT", "").toUpperCase(Locale.ROOT);
    }
}
