package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One thing that must not be. {@code each} is the path of a list whose every item is looked at, empty if the whole is;
 * {@code found} are the paths of the values to show, in place of those that {@code wrong} looked at, where {@code isShown}.
 */
record Rule(
        String id,
        String severity,
        String title,
        List<String> of,
        String each,
        JsonNode wrong,
        boolean isShown,
        List<String> found,
        boolean isSecret,
        String reason,
        String fix,
        String source) {

    static Rule of(JsonNode rule) {
        return new Rule(
                rule.path("id").asText(),
                rule.path("severity").asText(),
                rule.path("title").asText(),
                texts(rule.path("of")),
                rule.path("each").asText(),
                rule.path("wrong"),
                rule.has("found"),
                texts(rule.path("found")),
                rule.path("secret").asBoolean(),
                rule.path("reason").asText(),
                rule.path("fix").asText(),
                rule.path("source").asText());
    }

    private static List<String> texts(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
