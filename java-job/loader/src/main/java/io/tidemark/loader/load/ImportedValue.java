package io.tidemark.loader.load;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;

/**
 * What SQL makes of a value that an import left as text. It is sure of less than the loader's own encoders are: only of
 * texts that both read alike, which are all that DMS writes but some rare ones.
 */
final class ImportedValue {

    /** Long enough for every number that DMS writes, and short enough to be read before it is refused. */
    private static final String NUMBER = "'^[-+]?[0-9]{1,255}([.][0-9]{0,255})?([eE][-+]?[0-9]{1,3})?$'";

    private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?";
    private static final String UUID = "'^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'";

    /** A longer key may be too long for the fold, which only the loader's own encoders tell. */
    private static final int LONGEST_KEY_BYTES = 1000;

    private ImportedValue() {}

    /** Whether this class knows the type at all. */
    static boolean knows(ColumnType type) {
        return type.kind() != Kind.MONEY;
    }

    /** Whether SQL calls keys of the type equal where the fold does: it may not know that spaces at the end are padding. */
    static boolean knowsAsKey(ColumnType type) {
        return knows(type) && type.canBeKey() && type.kind() != Kind.PADDED_TEXT;
    }

    /** The condition under which {@link #value} holds exactly what the text means, if it can be computed at all. */
    static String fits(ColumnType type, String text) {
        return switch (type.kind()) {
            case INT2, INT4, INT8 -> whenLike(text, NUMBER, text + "::numeric = trunc(" + text + "::numeric)");
            case NUMERIC ->
                whenLike(
                        text,
                        NUMBER,
                        type.precision() == 0 ? "true" : text + "::numeric = " + text + "::numeric::" + type.sql());
            case FLOAT4, FLOAT8 -> whenLike(text, NUMBER, "true");
            case BOOLEAN -> text + " in ('true', 't', '1', 'false', 'f', '0')";
            case TEXT -> isShort(type, text);
            case PADDED_TEXT -> isShort(type, "rtrim(" + text + ", ' ')");
            case BYTEA -> "left(" + text + ", 2) = chr(92) || 'x' and substr(" + text + ", 3) ~ '^([0-9a-fA-F]{2})*$'";
            case UUID -> whenLike(text, UUID, "true");
            case DATE -> whenLike(text, "'^" + DATE + "$'", "true");
            case TIME -> whenLike(text, "'^" + TIME + "$'", isWhole(type, text + "::time", "time"));
            case TIMESTAMP ->
                whenLike(text, "'^" + DATE + "([T ]" + TIME + ")?$'", isWhole(type, text + "::timestamp", "timestamp"));
            case ENUM, JSON, JSONB, CAST, CAST_ANY -> "true"; // the cast or the merge says
            case MONEY -> "false";
        };
    }

    /** The same of a key, which must be there. */
    static String fitsAsKey(ColumnType type, String text) {
        return text + " is not null and octet_length(" + text + ") <= " + LONGEST_KEY_BYTES + " and ("
                + fits(type, text) + ")";
    }

    /** The value in the type of its staging column. */
    static String value(ColumnType type, String text) {
        return switch (type.kind()) {
            case INT2, INT4, INT8 -> text + "::numeric::" + type.castSql();
            case TEXT, PADDED_TEXT, CAST, CAST_ANY -> text;
            case TIMESTAMP ->
                type.castSql().endsWith("with time zone")
                        ? "(" + text + "::timestamp at time zone 'UTC')"
                        : text + "::timestamp";
            case NUMERIC, FLOAT4, FLOAT8, BOOLEAN, BYTEA, UUID, DATE, TIME, ENUM, JSON, JSONB, MONEY ->
                text + "::" + type.castSql();
        };
    }

    /** A key to compare: of texts the bytes count, whatever their collation is. */
    static String comparable(ColumnType type, String key) {
        return type.kind() == Kind.TEXT ? key + " collate \"C\"" : key;
    }

    /** A case, since SQL may compute the sides of an "and" in any order. */
    private static String whenLike(String text, String pattern, String then) {
        return "case when " + text + " ~ " + pattern + " then " + then + " else false end";
    }

    private static String isShort(ColumnType type, String text) {
        return type.precision() == 0 ? "true" : "char_length(" + text + ") <= " + type.precision();
    }

    private static String isWhole(ColumnType type, String value, String name) {
        return type.scale() == ColumnType.MICROSECONDS
                ? "true"
                : value + " = " + value + "::" + name + "(" + type.scale() + ")";
    }
}
