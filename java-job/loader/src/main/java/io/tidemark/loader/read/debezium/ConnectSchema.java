package io.tidemark.loader.read.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.debezium.ConnectType.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the schema that Kafka Connect's JSON converter writes beside each payload ({@code schemas.enable = true}). */
final class ConnectSchema {

    private ConnectSchema() {}

    /** The type that a schema node declares. */
    static ConnectType of(JsonNode schema) {
        String type = schema.path("type").asText();
        JsonNode name = schema.path("name");
        return new ConnectType(
                kind(type),
                name.isTextual() ? name.asText() : null,
                parameters(schema.path("parameters")),
                items(schema),
                fields(schema.path("fields")));
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "int8", "int16" -> Kind.INT16;
            case "int32" -> Kind.INT32;
            case "int64" -> Kind.INT64;
            case "float" -> Kind.FLOAT32;
            case "double" -> Kind.FLOAT64;
            case "boolean" -> Kind.BOOLEAN;
            case "string" -> Kind.STRING;
            case "bytes" -> Kind.BYTES;
            case "array" -> Kind.ARRAY;
            case "map" -> Kind.MAP;
            case "struct" -> Kind.STRUCT;
            default ->
                throw new ValueRefusedException("a schema with a type that Kafka Connect does not have; expected int8,"
                        + " int16, int32, int64, float, double, boolean, string, bytes, array, map or struct");
        };
    }

    private static Map<String, String> parameters(JsonNode node) {
        Map<String, String> parameters = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        return parameters;
    }

    private static @Nullable ConnectType items(JsonNode schema) {
        JsonNode items = schema.has("items") ? schema.path("items") : schema.path("values");
        return items.isObject() ? of(items) : null;
    }

    private static Map<String, ConnectType> fields(JsonNode declared) {
        Map<String, ConnectType> fields = new LinkedHashMap<>();
        declared.forEach(field -> fields.put(field.path("field").asText(), of(field)));
        return fields;
    }
}
