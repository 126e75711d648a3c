package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the members of one JSON object and remembers which: what nobody asked for is a problem, like a value that is not what
 * it should be. Problems are collected, so that all are told at once.
 */
final class JsonSection {

    private final String place;
    private final JsonNode content;
    private final List<String> problems;
    private final Set<String> known = new HashSet<>();

    JsonSection(String place, JsonNode content, List<String> problems) {
        this.place = place;
        this.content = content;
        this.problems = problems;
    }

    boolean flag(String member, boolean otherwise) {
        JsonNode value = take(member);
        if (value.isMissingNode()) {
            return otherwise;
        }
        // Extra connection attributes are texts.
        if (!value.isBoolean() && !value.asText().matches("(?i)true|false")) {
            problems.add(place + "." + member + " is " + value + "; expected true or false");
        }
        return value.asBoolean(otherwise);
    }

    long number(String member, long otherwise) {
        JsonNode value = take(member);
        if (!value.isMissingNode() && !value.asText().matches("\\d{1,18}")) {
            problems.add(place + "." + member + " is " + value + "; expected a whole number");
        }
        return value.asLong(otherwise);
    }

    String text(String member, String otherwise) {
        return take(member).asText(otherwise);
    }

    /** A constant whose name is the value's, in any case and with a dash for each underscore. */
    <E extends Enum<E>> E choice(String member, E otherwise, E[] allowed) {
        JsonNode value = take(member);
        String name = value.asText().toUpperCase(Locale.ROOT).replace('-', '_');
        if (value.isMissingNode()) {
            return otherwise;
        }
        return Arrays.stream(allowed)
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    problems.add(place + "." + member + " is " + value + "; the stand-in does "
                            + Arrays.toString(allowed).toLowerCase(Locale.ROOT));
                    return otherwise;
                });
    }

    /** A setting that the stand-in can only have like this, which is DMS's default as well. */
    void only(String member, Object wanted) {
        JsonNode value = take(member);
        if (!value.isMissingNode() && !value.asText().equalsIgnoreCase(wanted.toString())) {
            problems.add(place + "." + member + " is " + value + "; the stand-in can only do " + wanted);
        }
    }

    /** Settings that do not show in the files. */
    void withoutEffect(String... members) {
        known.addAll(List.of(members));
    }

    /** Complains of what was not asked for. */
    void end() {
        content.properties().stream()
                .map(member -> member.getKey())
                .filter(member -> !known.contains(member))
                .forEach(member -> problems.add(place + "." + member + " is not known to the stand-in"));
    }

    private JsonNode take(String member) {
        known.add(member);
        return content.path(member);
    }
}
