package io.tidemark.loader.read.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The marker that Debezium writes in place of a large value (TOAST) that an update left alone, so that PostgreSQL did not
 * log it: {@code unavailable.value.placeholder} with its default, in the shape of the column's type.
 */
final class UnavailableValue {

    private static final String TEXT = "__debezium_unavailable_value";
    private static final byte[] BYTES = TEXT.getBytes(UTF_8);

    /** As text, and what bytea becomes where binary.handling.mode makes it one, and hstore as JSON. */
    private static final Set<String> TEXTS = Set.of(
            TEXT,
            Base64.getEncoder().encodeToString(BYTES),
            HexFormat.of().formatHex(BYTES),
            HexFormat.of().formatHex(BYTES).toUpperCase(Locale.ROOT),
            "{\"" + TEXT + "\":\"" + TEXT + "\"}",
            UUID.nameUUIDFromBytes(BYTES).toString());

    /** Of PostGIS's geometry and geography: points that nobody has. */
    private static final Set<String> SHAPES = Set.of(
            "0101000020E6100000000000FC83D797C1000000FC83D797C1", "0101000020E61000000C21E7FDFF7F66401842CEFBFF7F5640");

    private UnavailableValue() {}

    /** Whether the value is the marker. */
    static boolean is(@Nullable Object value) {
        if (value instanceof String text) {
            return TEXTS.contains(text);
        }
        if (value instanceof byte[] bytes) {
            return Arrays.equals(bytes, BYTES);
        }
        if (value instanceof List<?> list) {
            return list.size() == 1 ? is(list.get(0)) : areBytes(list);
        }
        return value instanceof Map<?, ?> map
                && ((map.size() == 1 && map.containsKey(TEXT)) || isShape(map.get("wkb")));
    }

    private static boolean isShape(@Nullable Object wkb) {
        return wkb instanceof byte[] bytes
                && SHAPES.contains(HexFormat.of().withUpperCase().formatHex(bytes));
    }

    /** An array of numbers holds the marker's bytes, one in each element. */
    private static boolean areBytes(List<?> list) {
        if (list.size() != BYTES.length) {
            return false;
        }
        for (int i = 0; i < BYTES.length; i++) {
            if (!(list.get(i) instanceof Long number) || number != BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
