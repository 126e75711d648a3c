package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Whether a condition on the value of a path holds. */
final class Comparison {

    private static final Set<String> YES = Set.of("true", "y", "yes", "1");
    private static final Set<String> NO = Set.of("false", "n", "no", "0");
    private static final Pattern WILDCARD = Pattern.compile("%|_|\\[[^]]+]");

    private Comparison() {}

    static boolean holds(JsonNode condition, Scope scope) {
        JsonNode value = scope.at(condition.path("path").asText());
        if (condition.has("missing")) {
            return value.isMissingNode()
                    || (value.isContainerNode()
                            ? value.isEmpty()
                            : value.asText().isEmpty());
        }
        JsonNode known = value.isMissingNode() ? condition.path("absent") : value;
        if (known.isMissingNode()) {
            return false;
        }
        return condition.properties().stream()
                .filter(test -> !test.getKey().equals("path") && !test.getKey().equals("absent"))
                .allMatch(test -> passes(test.getKey(), test.getValue(), known, scope));
    }

    private static boolean passes(String test, JsonNode expected, JsonNode value, Scope scope) {
        return switch (test) {
            case "is" -> is(value, expected);
            case "in" -> StreamSupport.stream(expected.spliterator(), false).anyMatch(one -> is(value, one));
            case "below" -> number(value).orElse(Double.NaN) < expected.asDouble();
            case "above" -> number(value).orElse(Double.NaN) > expected.asDouble();
            case "matches" -> Pattern.matches(expected.asText(), value.asText());
            case "same" -> value.equals(scope.at(expected.asText()));
            case "covers" ->
                pattern(value.asText())
                        .matcher(scope.at(expected.asText()).asText())
                        .matches();
            default -> throw new IllegalStateException("no test is called " + test);
        };
    }

    private static boolean is(JsonNode value, JsonNode expected) {
        if (expected.isBoolean()) {
            return (expected.booleanValue() ? YES : NO).contains(plain(value));
        }
        if (expected.isNumber()) {
            return number(value).equals(OptionalDouble.of(expected.doubleValue()));
        }
        return plain(value).equals(plain(expected));
    }

    /** AWS's guide writes SSE_KMS and test_decoding where its API has sse-kms and test-decoding. */
    private static String plain(JsonNode value) {
        return value.asText().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static OptionalDouble number(JsonNode value) {
        try {
            return OptionalDouble.of(Double.parseDouble(value.asText()));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** A pattern of table mappings; a document's reference to its tables, not yet replaced, is for any. */
    private static Pattern pattern(String wildcards) {
        if (wildcards.startsWith("{{")) {
            return Pattern.compile(".*", Pattern.DOTALL);
        }
        StringBuilder pattern = new StringBuilder();
        Matcher matcher = WILDCARD.matcher(wildcards);
        int from = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(wildcards.substring(from, matcher.start())))
                    .append(
                            switch (matcher.group()) {
                                case "%" -> ".*";
                                case "_" -> ".";
                                default -> oneOf(matcher.group());
                            });
            from = matcher.end();
        }
        return Pattern.compile(pattern + Pattern.quote(wildcards.substring(from)), Pattern.DOTALL);
    }

    private static String oneOf(String bracket) {
        return bracket.substring(1, bracket.length() - 1)
                .codePoints()
                .mapToObj(character -> Pattern.quote(Character.toString(character)))
                .collect(Collectors.joining("|", "(?:", ")"));
    }
}
