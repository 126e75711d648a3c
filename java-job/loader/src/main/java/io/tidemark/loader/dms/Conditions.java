package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Says whether a rule's conditions are true, and what makes them true in words: the evidence, which is empty (not absent)
 * where there is nothing to show. The language is explained in {@code dms-lint.json}.
 */
record Conditions(Rule rule, boolean isQuiet) {

    static Conditions of(Rule rule) {
        return new Conditions(rule, false);
    }

    Optional<List<String>> evidence(JsonNode condition, Scope scope) {
        if (condition.has("all")) {
            List<Optional<List<String>>> every = evidences(condition.path("all"), scope);
            return every.stream().allMatch(Optional::isPresent) ? Optional.of(joined(every)) : Optional.empty();
        }
        if (condition.has("any")) {
            List<Optional<List<String>>> every = evidences(condition.path("any"), scope);
            return every.stream().anyMatch(Optional::isPresent) ? Optional.of(joined(every)) : Optional.empty();
        }
        if (condition.has("not")) {
            JsonNode inner = condition.path("not");
            return evidence(inner, scope).isPresent() ? Optional.empty() : Optional.of(said(inner, scope));
        }
        if (condition.has("some")) {
            return some(condition, scope);
        }
        if (condition.has("repeated")) {
            return repeated(condition, scope);
        }
        return Comparison.holds(condition, scope) ? Optional.of(said(condition, scope)) : Optional.empty();
    }

    private List<Optional<List<String>>> evidences(JsonNode conditions, Scope scope) {
        return stream(conditions).map(one -> evidence(one, scope)).toList();
    }

    private static List<String> joined(List<Optional<List<String>>> evidences) {
        return evidences.stream()
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .toList();
    }

    private Optional<List<String>> some(JsonNode condition, Scope scope) {
        List<JsonNode> found = stream(scope.at(condition.path("some").asText()))
                .filter(item -> isTrue(condition.path("that"), scope.with(item)))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(found.stream()
                .filter(item -> item.isObject() && !isQuiet)
                .map(Conditions::label)
                .toList());
    }

    private Optional<List<String>> repeated(JsonNode condition, Scope scope) {
        Predicate<JsonNode> isWanted =
                item -> !condition.has("that") || isTrue(condition.path("that"), scope.with(item));
        List<JsonNode> items = stream(scope.at(condition.path("repeated").asText()))
                .filter(isWanted)
                .toList();
        List<List<JsonNode>> values = items.stream()
                .map(item -> stream(condition.path("by"))
                        .map(path -> Scope.of(item).at(path.asText()))
                        .toList())
                .toList();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (Collections.frequency(values, values.get(i)) > 1) {
                labels.add(label(items.get(i)));
            }
        }
        return labels.isEmpty() ? Optional.empty() : Optional.of(labels);
    }

    private boolean isTrue(JsonNode condition, Scope scope) {
        return new Conditions(rule, true).evidence(condition, scope).isPresent();
    }

    /** The value that a condition looks at, in words, unless it is about another part than the rule is. */
    List<String> said(JsonNode condition, Scope scope) {
        String path = condition.path("path").asText();
        if (path.isEmpty() || isQuiet || path.startsWith(".")) {
            return List.of();
        }
        boolean isRooted = path.startsWith("/");
        int end = path.indexOf('/', 1);
        if (isRooted && (end < 0 || !rule.of().contains(path.substring(1, end)))) {
            return List.of();
        }
        String name = (isRooted ? path.substring(end + 1) : path).replace('/', '.');
        JsonNode value = scope.at(path);
        if (value.isMissingNode()) {
            JsonNode taken = condition.path("absent");
            return List.of(name + " is absent" + (taken.isMissingNode() ? "" : " (taken as " + text(taken) + ")"));
        }
        return List.of(rule.isSecret() ? name + " is set" : name + " is " + text(value));
    }

    static String label(JsonNode item) {
        return item.has("rule-id")
                ? "rule " + item.path("rule-id").asText()
                : item.path("name").asText();
    }

    private static String text(JsonNode value) {
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : value.toString();
    }

    private static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }
}
