package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What the source's endpoint says about values.
 *
 * @param booleans whether booleans stay booleans ({@code MapBooleanAsBoolean}) or become the texts true and false
 * @param failOnTruncation whether a value over the limit stops the task ({@code FailTasksOnLobTruncation})
 * @param varcharBytes where {@code varchar} without a length is cut ({@code unboundedVarcharMaxSize})
 * @param slot the slot to use; empty: the task makes its own
 */
record SourceSettings(boolean booleans, boolean failOnTruncation, int varcharBytes, String slot) {

    private static final int VARCHAR_BYTES = 8_000;

    static SourceSettings read(JsonNode endpoint, List<String> problems) {
        JsonSection outer = new JsonSection("source endpoint", endpoint, problems);
        outer.only("EndpointType", "source");
        outer.withoutEffect("EndpointIdentifier", "EngineName", "DatabaseName", "SslMode", "CertificateArn", "Tags");
        outer.withoutEffect("PostgreSQLSettings", "ExtraConnectionAttributes");
        outer.end();
        JsonSection own = new JsonSection("PostgreSQLSettings", withAttributes(endpoint), problems);
        own.withoutEffect("SecretsManagerAccessRoleArn", "SecretsManagerSecretId", "PluginName", "DdlArtifactsSchema");
        own.withoutEffect("HeartbeatEnable", "HeartbeatFrequency", "HeartbeatSchema");
        own.only("CaptureDdls", true);
        own.only("TrimSpaceInChar", true);
        SourceSettings settings = new SourceSettings(
                own.flag("MapBooleanAsBoolean", false),
                own.flag("FailTasksOnLobTruncation", false),
                Math.toIntExact(own.number("unboundedVarcharMaxSize", VARCHAR_BYTES)),
                own.text("SlotName", ""));
        own.end();
        return settings;
    }

    /** Attributes add to the settings; where both have one, the setting counts. */
    private static ObjectNode withAttributes(JsonNode endpoint) {
        ObjectNode own = endpoint.withObject("/PostgreSQLSettings").deepCopy();
        for (String attribute :
                endpoint.path("ExtraConnectionAttributes").asText().split(";", -1)) {
            String[] parts = attribute.strip().split("=", 2);
            if (parts.length == 2 && !own.has(parts[0])) {
                own.setAll(Map.of(parts[0], own.textNode(parts[1])));
            }
        }
        return own;
    }
}
