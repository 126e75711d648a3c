package io.tidemark.loader.types;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value to be tried. Without {@code sql} it is one that only a file can hold, since the target is narrower than the
 * source or the file was spoilt: it has to be refused.
 *
 * @param shown how the document names it
 * @param source names the value of the source: its text, or what is shown of it
 * @param sql an SQL expression of the source's value
 * @param file the text that lies in the file, where it is not the one that the format would write
 */
record EdgeValue(
        String shown,
        String source,
        @Nullable String sql,
        @Nullable String file) {

    private static final Set<String> KEYS = Set.of("shown", "value", "sql", "file");
    private static final int LONGEST_SHOWN = 60;

    static final EdgeValue NULL = new EdgeValue("NULL", "NULL", "null", null);

    /** From the file of types: a text is the value as PostgreSQL reads it. */
    static EdgeValue of(Object entry) {
        if (entry instanceof String text) {
            return new EdgeValue(quoted(text), text, literal(text), null);
        }
        Map<?, ?> map = (Map<?, ?>) entry;
        if (!KEYS.containsAll(map.keySet())) {
            throw new IllegalArgumentException("unknown keys in a value: " + map.keySet());
        }
        String value = (String) map.get("value");
        String sql = value == null ? (String) map.get("sql") : literal(value);
        String file = (String) map.get("file");
        String shown = (String) map.get("shown");
        String name = shown == null ? quoted(String.valueOf(file)) : shown;
        return new EdgeValue(name, value == null ? name : value, sql, file);
    }

    boolean isStray() {
        return sql == null;
    }

    boolean isNull() {
        return equals(NULL);
    }

    private static String quoted(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        String spaces = text.isBlank() ? "'" + text + "'" : text;
        return "`" + (spaces.length() > LONGEST_SHOWN ? spaces.substring(0, LONGEST_SHOWN) + "…" : spaces) + "`";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
