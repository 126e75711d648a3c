package io.tidemark.loader.read.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.debezium.ConnectType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes values out of JSON by their types, as Kafka Connect's JSON converter put them in. */
final class JsonValue {

    private JsonValue() {}

    /** The value of a node, which need not be what its type says: then it is refused. */
    static @Nullable Object of(JsonNode node, ConnectType type) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        return switch (type.kind()) {
            case INT16, INT32, INT64 -> integer(node);
            case FLOAT32 -> node.isNumber() ? (Object) Float.valueOf(node.asText()) : Float.valueOf(special(node));
            case FLOAT64 -> node.isNumber() ? (Object) Double.valueOf(node.asText()) : Double.valueOf(special(node));
            case BOOLEAN -> is(node.isBoolean(), type, node.booleanValue());
            case STRING -> is(node.isTextual(), type, node.textValue());
            case BYTES -> bytes(node);
            case ARRAY -> list(node, type.itemsOrUndeclared());
            case MAP -> map(node, type.itemsOrUndeclared());
            case STRUCT -> struct(node, type);
            case UNDECLARED -> natural(node);
        };
    }

    /** The fields of an object by the types of a struct. */
    static Map<String, @Nullable Object> struct(JsonNode node, ConnectType type) {
        is(node.isObject(), type, node);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> values.put(
                        field.getKey(), field(field.getKey(), field.getValue(), type.field(field.getKey()))));
        return values;
    }

    private static @Nullable Object field(String name, JsonNode node, ConnectType type) {
        try {
            return of(node, type);
        } catch (ValueRefusedException e) {
            throw new ValueRefusedException("field \"" + name + "\": " + e.getMessage());
        }
    }

    private static <T> T is(boolean fits, ConnectType type, T value) {
        if (!fits) {
            throw new ValueRefusedException("a JSON value that is not what the schema declares; expected " + type);
        }
        return value;
    }

    private static Object integer(JsonNode node) {
        is(node.isIntegralNumber() && node.canConvertToLong(), ConnectType.of(Kind.INT64), node);
        return node.longValue();
    }

    /** JSON has no numbers for these. */
    private static String special(JsonNode node) {
        String text = node.asText();
        is(
                node.isTextual() && (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")),
                ConnectType.of(Kind.FLOAT64),
                text);
        return text;
    }

    /** In base64; a decimal may be a number instead ({@code decimal.format = NUMERIC}). */
    private static Object bytes(JsonNode node) {
        if (node.isNumber()) {
            return node.decimalValue();
        }
        is(node.isTextual(), ConnectType.of(Kind.BYTES), node);
        try {
            return Base64.getDecoder().decode(node.textValue());
        } catch (IllegalArgumentException e) {
            throw new ValueRefusedException("a text that is not base64; expected " + Kind.BYTES);
        }
    }

    private static List<@Nullable Object> list(JsonNode node, ConnectType items) {
        is(node.isArray(), ConnectType.of(Kind.ARRAY), node);
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(item -> list.add(item.isArray() ? list(item, items) : of(item, items)));
        return list;
    }

    private static Map<String, @Nullable Object> map(JsonNode node, ConnectType values) {
        is(node.isObject(), ConnectType.of(Kind.MAP), node);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue(), values)));
        return map;
    }

    private static Object natural(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isDouble()) {
            return node.doubleValue(); // minus zero: all else is decimal
        }
        if (node.isNumber()) {
            return new BigDecimal(node.asText());
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isArray()) {
            return list(node, ConnectType.UNDECLARED);
        }
        return node.isObject() ? map(node, ConnectType.UNDECLARED) : node.textValue();
    }
}
