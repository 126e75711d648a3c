package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which tables a task takes, and which columns it adds to them. */
record TableMappings(List<Rule> rules) {

    /** What a rule does. */
    enum Action {
        INCLUDE,
        EXCLUDE,
        ADD_COLUMN,
        ADD_BEFORE_IMAGE_COLUMNS
    }

    /**
     * One rule.
     *
     * @param column an added column; null for other rules
     * @param prefix what comes before a key column's name in that of its before image
     * @param suffix what comes behind it
     */
    record Rule(
            Action action,
            Pattern schema,
            Pattern table,
            @Nullable AddedColumn column,
            String prefix,
            String suffix) {
        boolean fits(TableId id) {
            return schema.matcher(id.schema()).matches()
                    && table.matcher(id.name()).matches();
        }
    }

    static TableMappings read(JsonNode document, List<String> problems) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : document.path("rules")) {
            String place = "rule " + rule.path("rule-name").asText();
            JsonSection section = new JsonSection(place, rule, problems);
            section.withoutEffect("rule-type", "rule-id", "rule-name", "object-locator", "data-type");
            section.withoutEffect("before-image-def");
            Action action = section.choice("rule-action", Action.EXCLUDE, Action.values());
            if (action == Action.ADD_COLUMN || action == Action.ADD_BEFORE_IMAGE_COLUMNS) {
                section.only("rule-target", "column");
            }
            JsonSection image = new JsonSection(place, rule.path("before-image-def"), problems);
            image.only("column-filter", "pk-only");
            rules.add(new Rule(
                    action,
                    pattern(rule.path("object-locator").path("schema-name").asText("%")),
                    pattern(rule.path("object-locator").path("table-name").asText("%")),
                    action == Action.ADD_COLUMN ? AddedColumn.read(section, problems) : null,
                    image.text("column-prefix", "BI_"),
                    image.text("column-suffix", "")));
            image.end();
            section.end();
        }
        return new TableMappings(List.copyOf(rules));
    }

    /** Whether a table is the task's. */
    boolean selects(TableId id) {
        return has(id, Action.INCLUDE) && !has(id, Action.EXCLUDE);
    }

    /** The columns that are added behind a table's own, in the rules' order. */
    List<AddedColumn> added(TableId id) {
        return rules.stream()
                .filter(rule -> rule.fits(id))
                .flatMap(rule -> Optional.ofNullable(rule.column()).stream())
                .toList();
    }

    /** The name of a key column's before image; empty where the task has none. */
    Optional<String> beforeImage(TableId id, String column) {
        return rules.stream()
                .filter(rule -> rule.action() == Action.ADD_BEFORE_IMAGE_COLUMNS && rule.fits(id))
                .map(rule -> rule.prefix() + column + rule.suffix())
                .findFirst();
    }

    private boolean has(TableId id, Action action) {
        return rules.stream().anyMatch(rule -> rule.action() == action && rule.fits(id));
    }

    private static Pattern pattern(String wildcard) {
        return Pattern.compile(
                Arrays.stream(wildcard.split("%", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
