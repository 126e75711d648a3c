package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The rules of {@code dms-lint.json}, held to what is known of a capture. Severities are listed from the worst on. */
record Rules(List<String> severities, List<Rule> rules, Pattern largeTypes) {

    static Rules read() {
        try (InputStream stream = Objects.requireNonNull(Rules.class.getResourceAsStream("dms-lint.json"))) {
            JsonNode root = new ObjectMapper().readTree(stream);
            List<String> severities = new ArrayList<>();
            root.path("severities").fieldNames().forEachRemaining(severities::add);
            List<Rule> rules = StreamSupport.stream(root.path("rules").spliterator(), false)
                    .map(Rule::of)
                    .toList();
            return new Rules(
                    severities, rules, Pattern.compile(root.path("large-types").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the rules find, in the order of the severities and then of the numbers. */
    List<RuleFinding> findings(Capture capture) {
        return rules.stream()
                .flatMap(rule -> findings(rule, capture).stream())
                .sorted(Comparator.comparing((RuleFinding finding) ->
                                severities.indexOf(finding.rule().severity()))
                        .thenComparing(finding -> finding.rule().id()))
                .toList();
    }

    /** The parts that rules look at and nothing is known of: those rules say nothing. */
    Set<String> unknownParts(Capture capture) {
        Set<String> parts = new TreeSet<>();
        rules.forEach(rule -> parts.addAll(rule.of()));
        parts.removeIf(capture.facts()::has);
        return parts;
    }

    private static List<RuleFinding> findings(Rule rule, Capture capture) {
        if (!rule.of().stream().allMatch(capture.facts()::has)) {
            return List.of();
        }
        Scope whole = Scope.of(capture.facts());
        if (rule.each().isEmpty()) {
            return finding(rule, capture.name(), whole);
        }
        List<RuleFinding> findings = new ArrayList<>();
        for (JsonNode item : whole.at(rule.each())) {
            findings.addAll(finding(rule, capture.name() + ", " + Conditions.label(item), whole.with(item)));
        }
        return findings;
    }

    private static List<RuleFinding> finding(Rule rule, String subject, Scope scope) {
        Conditions conditions = Conditions.of(rule);
        return conditions.evidence(rule.wrong(), scope).stream()
                .map(evidence -> rule.isShown() ? shown(rule, scope) : evidence)
                .map(evidence -> new RuleFinding(rule, subject, String.join("; ", new LinkedHashSet<>(evidence))))
                .toList();
    }

    private static List<String> shown(Rule rule, Scope scope) {
        ObjectMapper mapper = new ObjectMapper();
        return rule.found().stream()
                .flatMap(path ->
                        Conditions.of(rule).said(mapper.createObjectNode().put("path", path), scope).stream())
                .toList();
    }
}
