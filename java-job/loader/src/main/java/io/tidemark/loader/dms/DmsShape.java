package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Recognises what a JSON of DMS is by its members. */
final class DmsShape {

    /** What an answer of AWS has around the thing itself, alone or in a list. */
    private static final List<String> WRAPPERS = List.of(
            "Endpoint", "Endpoints",
            "ReplicationTask", "ReplicationTasks",
            "ReplicationInstance", "ReplicationInstances",
            "ReplicationConfig", "ReplicationConfigs");

    private static final List<String> SECTIONS = List.of(
            "TargetMetadata", "FullLoadSettings", "ErrorBehavior", "ChangeProcessingDdlHandlingPolicy", "Logging");

    private DmsShape() {}

    static List<JsonNode> unwrapped(JsonNode content) {
        List<JsonNode> found = new ArrayList<>();
        if (content.isArray()) {
            content.forEach(one -> found.addAll(unwrapped(one)));
        } else if (content.isObject()) {
            List<String> wrappers = WRAPPERS.stream().filter(content::has).toList();
            wrappers.forEach(wrapper -> found.addAll(unwrapped(content.path(wrapper))));
            if (wrappers.isEmpty()) {
                found.add(content);
            }
        }
        return found;
    }

    /** The part of a capture that it is, or {@code tables}; empty if it is none. */
    static String of(JsonNode content) {
        if (content.has("EndpointType")) {
            return content.path("EndpointType").asText().toLowerCase(Locale.ROOT);
        }
        if (!identifier(content).isEmpty()) {
            return "task";
        }
        if (content.has("ReplicationInstanceClass")) {
            return "instance";
        }
        if (content.path("rules").isArray()) {
            return "mappings";
        }
        if (content.path("tables").isArray()) {
            return "tables";
        }
        return SECTIONS.stream().anyMatch(content::has) ? "settings" : "";
    }

    /** The name of a task or of a serverless replication. */
    static String identifier(JsonNode task) {
        return task.path("ReplicationTaskIdentifier")
                .asText(task.path("ReplicationConfigIdentifier").asText());
    }
}
