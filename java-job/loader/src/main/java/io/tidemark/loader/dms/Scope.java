package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a path begins: the whole, then the items that are looked at, the innermost last. */
record Scope(List<JsonNode> items) {

    static Scope of(JsonNode whole) {
        return new Scope(List.of(whole));
    }

    Scope with(JsonNode item) {
        List<JsonNode> more = new ArrayList<>(items);
        more.add(item);
        return new Scope(List.copyOf(more));
    }

    /** The value at a path; a missing node if there is none, or null. */
    JsonNode at(String path) {
        String rest = path;
        int level = items.size() - 1;
        if (rest.startsWith("/")) {
            level = 0;
            rest = rest.substring(1);
        }
        while (rest.startsWith("../")) {
            level--;
            rest = rest.substring(3);
        }
        JsonNode value = items.get(level);
        if (!rest.equals(".")) {
            for (String step : rest.split("/", -1)) {
                value = value.has(step) ? value.path(step) : ignoringCase(value, step);
            }
        }
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    /** Extra connection attributes begin with a small letter. */
    private static JsonNode ignoringCase(JsonNode value, String step) {
        return value.properties().stream()
                .filter(member -> member.getKey().equalsIgnoreCase(step))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
