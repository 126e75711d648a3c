package io.tidemark.loader.dms;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Makes one picture of each capture from JSON in any of DMS's shapes. A JSON says by its members what it is: an input of
 * {@code create-endpoint}, an answer of {@code describe-replication-tasks}, table mappings, task settings.
 */
final class DmsDocuments {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();
    private static final Map<String, Set<String>> ENGINES =
            Map.of("source", Set.of("postgres", "aurora-postgresql"), "target", Set.of("s3"));

    private final Pattern largeTypes;
    private final Map<String, List<JsonNode>> parts = new HashMap<>();
    private final List<JsonNode> tables = new ArrayList<>();
    private final Set<String> elsewhere = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    DmsDocuments(Pattern largeTypes) {
        this.largeTypes = largeTypes;
    }

    /** Takes what the content is; {@code origin} names it in messages. */
    void add(String origin, JsonNode content) {
        for (JsonNode one : DmsShape.unwrapped(content)) {
            String kind = DmsShape.of(one);
            String engine = one.path("EngineName").asText("no engine");
            if (kind.equals("tables")) {
                StreamSupport.stream(one.path("tables").spliterator(), false)
                        .filter(table -> table.has("name"))
                        .forEach(tables::add);
            } else if (ENGINES.containsKey(kind)
                    && !ENGINES.getOrDefault(kind, Set.of()).contains(engine.toLowerCase(Locale.ROOT))) {
                elsewhere.add(one.path("EndpointArn").asText());
                notes.add(origin + ": an endpoint of " + engine + " is not looked at");
            } else if (kind.equals("task")) {
                addTask(origin, one);
            } else if (!kind.isEmpty()) {
                parts.computeIfAbsent(kind, any -> new ArrayList<>()).add(one);
            }
        }
    }

    /** What was left aside, and why. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** One for each task that goes to S3; without a task, one for each target. */
    List<Capture> captures() {
        if (parts.isEmpty()) {
            throw new ConfigurationException(
                    "no endpoint, task, table mappings, task settings or instance of DMS is in what --dms names");
        }
        List<Capture> captures = parts.getOrDefault("task", parts.getOrDefault("target", List.of(NOTHING))).stream()
                .filter(task ->
                        !elsewhere.contains(task.path("TargetEndpointArn").asText("-")))
                .map(this::capture)
                .toList();
        ArrayNode places = MAPPER.createArrayNode();
        captures.forEach(capture -> CaptureFacts.places(capture).forEach(places::add));
        captures.stream()
                .filter(capture -> !CaptureFacts.places(capture).isEmpty())
                .forEach(capture -> capture.facts().set("tasks", places));
        return captures;
    }

    private void addTask(String origin, JsonNode task) {
        ObjectNode known = task.deepCopy();
        embedded(origin, task, "TableMappings").ifPresent(content -> known.set("mappings", content));
        embedded(origin, task, "ReplicationTaskSettings", "ReplicationSettings")
                .ifPresent(content -> known.set("settings", content));
        List<JsonNode> tasks = parts.computeIfAbsent("task", any -> new ArrayList<>());
        if (tasks.stream().noneMatch(other -> DmsShape.identifier(other).equals(DmsShape.identifier(task)))) {
            tasks.add(known);
        }
    }

    private static Optional<JsonNode> embedded(String origin, JsonNode task, String... members) {
        for (String member : members) {
            JsonNode content = task.path(member);
            if (content.isObject()) {
                return Optional.of(content);
            }
            // A document refers to another file by {{file:…}}.
            if (content.isTextual() && !content.textValue().startsWith("{{")) {
                return Optional.of(parsed(origin + ": " + member, content.textValue()));
            }
        }
        return Optional.empty();
    }

    private static JsonNode parsed(String place, String text) {
        try {
            JsonNode content = MAPPER.readTree(text);
            if (!content.isObject()) {
                throw new ConfigurationException(place + " is no object");
            }
            return content;
        } catch (JacksonException e) {
            throw new ConfigurationException(place + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Capture capture(JsonNode task) {
        boolean isTask = DmsShape.of(task).equals("task");
        Map<String, JsonNode> known = new HashMap<>();
        known.put("task", isTask ? task : NOTHING);
        known.put("source", referred("source", task.path("SourceEndpointArn").asText()));
        known.put(
                "target",
                isTask ? referred("target", task.path("TargetEndpointArn").asText()) : task);
        known.put("instance", instance(task));
        known.put("settings", task.has("settings") ? task.path("settings") : referred("settings", ""));
        known.put("mappings", task.has("mappings") ? task.path("mappings") : referred("mappings", ""));
        known.values().removeIf(JsonNode::isEmpty);
        String name = isTask
                ? DmsShape.identifier(task)
                : task.path("EndpointIdentifier").asText("DMS");
        return new Capture(name, CaptureFacts.of(known, tables, largeTypes));
    }

    /** What a serverless replication has for an instance has no public address, and no setting for one. */
    private JsonNode instance(JsonNode task) {
        if (!task.has("ComputeConfig")) {
            return referred("instance", task.path("ReplicationInstanceArn").asText());
        }
        ObjectNode serverless = MAPPER.createObjectNode().put("PubliclyAccessible", false);
        task.path("ComputeConfig").properties().forEach(one -> serverless.set(one.getKey(), one.getValue()));
        return serverless;
    }

    /** The one with the ARN, or the only one; documents have no ARN of their own. */
    private JsonNode referred(String part, String arn) {
        String own = part.equals("instance") ? "ReplicationInstanceArn" : "EndpointArn";
        List<JsonNode> fitting = parts.getOrDefault(part, List.of()).stream()
                .filter(one ->
                        arn.isEmpty() || !one.has(own) || one.path(own).asText().equals(arn))
                .toList();
        return fitting.size() == 1 ? fitting.get(0) : NOTHING;
    }
}
