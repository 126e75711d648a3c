package io.tidemark.loader.load;

import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.sql.SqlFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Guesses the type of a text column from its values, for a table that is about to be created. DMS writes uuid, json, jsonb
 * and by default boolean as plain text, and all of CSV is text, so that only the values can tell. A wrong guess loses nothing: a value that does
 * not fit is refused later.
 */
final class TypeInference {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern BOOLEAN = Pattern.compile("true|false");

    /** Only objects and arrays: a number or a word is valid JSON too, and much more likely a text. */
    private static final Pattern JSON = Pattern.compile("\\s*[{\\[].*", Pattern.DOTALL);

    /** Numbers as CSV has them, with no digit that a number would not show: a code with a leading zero stays text. */
    private static final Map<String, Pattern> NUMBERS = inThisOrder(
            "bigint", "-?(0|[1-9]\\d{0,17})",
            "numeric", "-?(0|[1-9]\\d*)(\\.\\d+)?",
            "double precision", "[+-]\\d\\.\\d+e[+-]\\d{2,3}|NaN|-?Infinity");

    private static final Map<String, Pattern> TIMES = inThisOrder(
            "date", "\\d{4}-\\d\\d-\\d\\d",
            "timestamp", "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");

    private TypeInference() {}

    /**
     * The type that all values have: uuid, boolean, jsonb, json, or text if there are no values to tell. Where the format
     * has no types for them, also numbers and times.
     */
    static String typeOf(Handle handle, Pipeline.Format format, List<String> values) {
        if (values.isEmpty()) {
            return "text";
        }
        Map<String, Pattern> more = new LinkedHashMap<>();
        if (format == Pipeline.Format.CSV) {
            more.putAll(NUMBERS);
        }
        if (format == Pipeline.Format.CSV || format == Pipeline.Format.JSON) {
            more.putAll(TIMES);
        }
        for (Map.Entry<String, Pattern> type : more.entrySet()) {
            if (all(values, type.getValue())) {
                return type.getKey();
            }
        }
        if (all(values, UUID)) {
            return "uuid";
        }
        if (all(values, BOOLEAN)) {
            return "boolean";
        }
        if (all(values, JSON) && isValid(handle, values, "json")) {
            return isValid(handle, values, "jsonb") && isJsonbText(handle, values) ? "jsonb" : "json";
        }
        return "text";
    }

    private static Map<String, Pattern> inThisOrder(String... typesAndPatterns) {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (int i = 0; i < typesAndPatterns.length; i += 2) {
            patterns.put(typesAndPatterns[i], Pattern.compile(typesAndPatterns[i + 1]));
        }
        return patterns;
    }

    private static boolean all(List<String> values, Pattern pattern) {
        return values.stream().allMatch(value -> pattern.matcher(value).matches());
    }

    private static boolean isValid(Handle handle, List<String> values, String type) {
        handle.savepoint("inference");
        try {
            handle.createQuery(SqlFile.of(TypeInference.class, "casts"))
                    .define("type", type)
                    .bindArray("values", String.class, values)
                    .mapTo(Long.class)
                    .one();
            handle.releaseSavepoint("inference");
            return true;
        } catch (JdbiException e) {
            handle.rollbackToSavepoint("inference");
            return false;
        }
    }

    private static boolean isJsonbText(Handle handle, List<String> values) {
        return handle.createQuery(SqlFile.of(TypeInference.class, "is_jsonb_text"))
                .bindArray("values", String.class, values)
                .mapTo(Boolean.class)
                .one();
    }
}
