package io.tidemark.loader.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules find here what they find in {@code scripts/dms-lint}, by the same examples. */
class DmsLintTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode EXAMPLES = examples();
    private static final Rules RULES = Rules.read();
    private static final JsonNode JUNK = read(
            "[null, true, 0, -1.5, \"\", \"%\", \"{{name}}\", [], [null], [\"text\"], {}, {\"rules\": 1}, {\"name\": null}]");

    @TempDir
    Path folder;

    @Test
    void eachRuleHasExamples() {
        List<String> numbers = new ArrayList<>();
        EXAMPLES.path("examples").fieldNames().forEachRemaining(numbers::add);

        assertThat(RULES.rules()).hasSizeGreaterThan(60).extracting(Rule::id).isEqualTo(numbers);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void ruleFindsWhatIsWrong(String number) {
        JsonNode example = EXAMPLES.path("examples").path(number);
        List<RuleFinding> findings = findings(example.path("wrong"));
        List<String> expected = new ArrayList<>(List.of(number));
        example.path("also").forEach(other -> expected.add(other.asText()));

        assertThat(findings).extracting(finding -> finding.rule().id()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(findings)
                .filteredOn(finding -> finding.rule().id().equals(number))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject())
                            .isEqualTo(example.path("subject").asText());
                    assertThat(finding.found()).isEqualTo(example.path("found").asText());
                });
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void ruleFindsNothingInWhatIsRight(String number) {
        assertThat(findings(EXAMPLES.path("examples").path(number).path("right")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void filesOfAnyShapeAreUnderstood(JsonNode example) {
        DmsDocuments documents = new DmsDocuments(RULES.largeTypes());
        Map<String, JsonNode> files = new TreeMap<>();
        example.path("files").properties().forEach(file -> files.put(file.getKey(), file.getValue()));
        files.forEach(documents::add);

        ObjectNode found = MAPPER.createObjectNode();
        documents
                .captures()
                .forEach(capture -> RULES.findings(capture).stream()
                        .map(finding -> finding.rule().id())
                        .sorted()
                        .forEach(found.withArray("/" + capture.name())::add));
        assertThat(found).isEqualTo(example.path("captures"));
        assertThat(documents.notes()).isEqualTo(MAPPER.convertValue(example.path("notes"), List.class));
    }

    @Test
    void examinationNamesTheRuleAndWhatToDo() throws IOException {
        Files.writeString(
                folder.resolve("settings.json"),
                "{\"ErrorBehavior\":{\"DataErrorPolicy\":\"LOG_ERROR\"},\"Logging\":{\"EnableLogging\":true}}");

        List<Finding> findings = DmsExamination.of(List.of(folder));

        assertThat(findings)
                .contains(
                        Finding.error(
                                "DMS, DMS, TM005",
                                "a row that fails is left out (ErrorBehavior.DataErrorPolicy is LOG_ERROR). A row that DMS"
                                        + " cannot convert is then missing in S3, with at most a line in a log (the default"
                                        + " is LOG_ERROR).",
                                "Set ErrorBehavior.DataErrorPolicy to STOP_TASK."),
                        Finding.ok(
                                "DMS, DMS",
                                "not looked at, since not given: columns, instance, mappings, source, tables, target, task,"
                                        + " tasks"));
    }

    @Test
    void documentsOfTheProjectLoseNothing() {
        Path infra = Path.of("../../infra").toAbsolutePath().normalize();

        assertThat(DmsExamination.of(List.of(infra.resolve("dms"), infra.resolve("settings.json"))))
                .containsExactly(Finding.ok("DMS, {{name}}", "none of the settings given loses data"));
    }

    @Test
    void fileThatIsNoJsonIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "{\n\"rules\": [}");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> DmsExamination.of(List.of(file)))
                .withMessageStartingWith(file + ":2: no JSON: Unexpected close marker");
    }

    @Test
    void placeThatIsNotThereIsNamed() {
        Path missing = folder.resolve("none");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> DmsExamination.of(List.of(missing)))
                .withMessage("--dms " + missing + ": no such file or folder");
    }

    @Test
    void folderWithNothingOfDmsIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> DmsExamination.of(List.of(folder)))
                .withMessage(
                        "no endpoint, task, table mappings, task settings or instance of DMS is in what --dms names");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverIsInTheFilesIsLintedOrRefused(long seed) {
        Random chance = new Random(seed);
        for (int run = 0; run < 100; run++) {
            DmsDocuments documents = new DmsDocuments(RULES.largeTypes());
            ObjectNode task = MAPPER.createObjectNode().put("ReplicationTaskIdentifier", "tidemark");
            task.set("TableMappings", EXAMPLES.path("clean").path("mappings"));
            task.set("ReplicationTaskSettings", EXAMPLES.path("clean").path("settings"));
            try {
                EXAMPLES.path("folders")
                        .forEach(folder -> folder.path("files")
                                .forEach(content -> documents.add("file", spoiled(chance, content))));
                documents.add("task.json", spoiled(chance, task));
                documents.captures().forEach(RULES::findings);
            } catch (ConfigurationException e) {
                assertThat(e).hasMessageMatching("(?s).*(is no JSON|is no object|no endpoint, task).*");
            }
        }
    }

    /** The value with some member replaced by what does not belong there. */
    private static JsonNode spoiled(Random chance, JsonNode value) {
        if (chance.nextInt(100) < 3) {
            return JUNK.path(chance.nextInt(JUNK.size()));
        }
        JsonNode copy = value.deepCopy();
        if (copy instanceof ObjectNode object) {
            value.properties().forEach(member -> object.set(member.getKey(), spoiled(chance, member.getValue())));
        } else if (copy instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, spoiled(chance, value.path(i)));
            }
        }
        return copy;
    }

    private static List<RuleFinding> findings(JsonNode patch) {
        ObjectNode parts = (ObjectNode) merged(EXAMPLES.path("clean"), patch);
        List<JsonNode> tables = StreamSupport.stream(parts.remove("tables").spliterator(), false)
                .toList();
        JsonNode tasks = parts.remove("tasks");
        Map<String, JsonNode> known = new HashMap<>();
        parts.properties().forEach(part -> known.put(part.getKey(), part.getValue()));
        ObjectNode facts = CaptureFacts.of(known, tables, RULES.largeTypes());
        facts.set("tasks", tasks);
        return RULES.findings(new Capture("tidemark", facts));
    }

    /** RFC 7386. */
    private static JsonNode merged(JsonNode value, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = value.isObject() ? value.deepCopy() : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), merged(result.path(member.getKey()), member.getValue()));
            }
        });
        return result;
    }

    private static Stream<String> numbers() {
        return RULES.rules().stream().map(Rule::id);
    }

    private static Stream<JsonNode> folders() {
        return StreamSupport.stream(EXAMPLES.path("folders").spliterator(), false);
    }

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode examples() {
        try (InputStream stream =
                Objects.requireNonNull(DmsLintTest.class.getResourceAsStream("dms-lint-examples.json"))) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
