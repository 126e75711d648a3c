package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Makes of the parts of a capture what the rules look at: tables and columns in one shape, attributes as settings. */
final class CaptureFacts {

    /** An endpoint's own settings, which its extra connection attributes add to. */
    private static final Map<String, String> OWN_SETTINGS =
            Map.of("source", "PostgreSQLSettings", "target", "S3Settings");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CaptureFacts() {}

    static ObjectNode of(Map<String, JsonNode> parts, List<JsonNode> tables, Pattern largeTypes) {
        ObjectNode facts = NODES.objectNode();
        parts.forEach(facts::set);
        OWN_SETTINGS.forEach((part, member) -> {
            if (facts.has(part)) {
                facts.set(part, withAttributes(facts.path(part), member));
            }
        });
        ArrayNode known = NODES.arrayNode();
        tables.forEach(table -> known.add(table(table)));
        ArrayNode listed = known.isEmpty() ? selected(facts.path("mappings")) : known;
        if (!listed.isEmpty()) {
            facts.set("tables", listed);
        }
        ArrayNode columns = NODES.arrayNode();
        tables.forEach(table -> addColumns(columns, table, largeTypes));
        if (!columns.isEmpty()) {
            facts.set("columns", columns);
        }
        return facts;
    }

    /** Which tables a task writes where; all tables if nothing is known of its mappings. */
    static List<ObjectNode> places(Capture capture) {
        ObjectNode facts = capture.facts();
        if (!facts.has("target") || !facts.has("task")) {
            return List.of();
        }
        JsonNode own = facts.path("target").path("S3Settings");
        ArrayNode tables = selected(facts.path("mappings"));
        if (tables.isEmpty()) {
            tables.add(named("%.%", "%", "%"));
        }
        return StreamSupport.stream(tables.spliterator(), false)
                .map(table -> named(
                                capture.name(),
                                table.path("schema").asText(),
                                table.path("table").asText())
                        .put("bucket", own.path("BucketName").asText())
                        .put("folder", own.path("BucketFolder").asText()))
                .toList();
    }

    private static ObjectNode withAttributes(JsonNode endpoint, String member) {
        ObjectNode own = NODES.objectNode();
        endpoint.path(member).properties().forEach(setting -> own.set(setting.getKey(), setting.getValue()));
        for (String attribute :
                endpoint.path("ExtraConnectionAttributes").asText().split(";", -1)) {
            int equals = attribute.indexOf('=');
            String name = equals < 0 ? "" : attribute.substring(0, equals).strip();
            if (!name.isEmpty()
                    && own.properties().stream().noneMatch(one -> one.getKey().equalsIgnoreCase(name))) {
                own.put(name, attribute.substring(equals + 1).strip());
            }
        }
        ObjectNode copy = endpoint.deepCopy();
        return copy.set(member, own);
    }

    private static ObjectNode table(JsonNode table) {
        String full = table.path("name").asText();
        int dot = full.indexOf('.');
        ObjectNode named = named(full, dot < 0 ? full : full.substring(0, dot), full.substring(dot + 1));
        named.set("key", table.has("key") ? table.path("key") : NODES.arrayNode());
        return named.put("key-known", table.has("key"));
    }

    /** The tables that the selection rules name; of them nothing but the name is known. */
    private static ArrayNode selected(JsonNode mappings) {
        ArrayNode tables = NODES.arrayNode();
        for (JsonNode rule : mappings.path("rules")) {
            if (List.of("include", "explicit").contains(rule.path("rule-action").asText())) {
                JsonNode place = rule.path("object-locator");
                String schema = place.path("schema-name").asText("%");
                String table = place.path("table-name").asText("%");
                ObjectNode named = named(schema + "." + table, schema, table);
                named.set("key", NODES.arrayNode());
                tables.add(named.put("key-known", false));
            }
        }
        return tables;
    }

    private static ObjectNode named(String full, String schema, String table) {
        return NODES.objectNode().put("name", full).put("schema", schema).put("table", table);
    }

    private static void addColumns(ArrayNode columns, JsonNode table, Pattern largeTypes) {
        List<String> key = StreamSupport.stream(table.path("key").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        table.path("columns").properties().forEach(column -> {
            String type = column.getValue().asText();
            columns.addObject()
                    .put("name", table.path("name").asText() + "." + column.getKey())
                    .put("type", type)
                    .put("key", key.contains(column.getKey()))
                    .put("large", largeTypes.matcher(type).matches());
        });
    }
}
