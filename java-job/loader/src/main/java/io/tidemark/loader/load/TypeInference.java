package io.tidemark.loader.load;

import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Guesses the type of a text column from its values, for a table that is about to be created. DMS writes uuid, json, jsonb
 * and by default boolean as plain text, so that only the values can tell. A wrong guess loses nothing: a value that does
 * not fit is refused later.
 */
final class TypeInference {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern BOOLEAN = Pattern.compile("true|false");

    /** Only objects and arrays: a number or a word is valid JSON too, and much more likely a text. */
    private static final Pattern JSON = Pattern.compile("\\s*[{\\[].*", Pattern.DOTALL);

    private TypeInference() {}

    /** The type that all values have: uuid, boolean, jsonb, json, or text if there are no values to tell. */
    static String typeOf(Handle handle, List<String> values) {
        if (values.isEmpty()) {
            return "text";
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
