package io.tidemark.loader.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.model.Pipeline.Deletes;
import io.tidemark.loader.model.Pipeline.NewColumn;
import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.Pipeline.Strategy;
import io.tidemark.loader.model.Pipeline.Target;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.types.TypesDocument.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of types: no value changes without a word, and {@code java-job/TYPES.md} says what becomes of each. */
class TypesTest {

    private static final String WRITE = "tidemark.write-types";
    private static final Path DOCUMENT = Path.of("../TYPES.md");

    private static final List<Group> GROUPS = List.of(
            new Group("Numbers", SourceType.read("numbers.yaml")),
            new Group("Texts, bytes and documents", SourceType.read("texts.yaml")),
            new Group("Dates and times", SourceType.read("times.yaml")),
            new Group("Everything else", SourceType.read("others.yaml")));

    private static final List<SourceType> TYPES =
            GROUPS.stream().flatMap(group -> group.types().stream()).toList();

    private static final List<TypeFormat> FORMATS =
            List.of(new ParquetTypes(), new CsvTypes(), new JsonTypes(), DebeziumTypes.json(), DebeziumTypes.avro());

    @Test
    void everyValueIsExactOrTheDocumentSaysWhyNot() throws IOException {
        Map<SourceType, List<List<Verdict>>> verdicts = new LinkedHashMap<>();
        TYPES.forEach(type -> verdicts.put(type, new ArrayList<>()));
        List<String> wrong = new ArrayList<>();
        for (TypeFormat format : FORMATS) {
            List<List<Verdict>> ofFormat = Trial.of(format, TYPES);
            for (int i = 0; i < TYPES.size(); i++) {
                requireNonNull(verdicts.get(TYPES.get(i))).add(ofFormat.get(i));
                wrong.addAll(wrong(format, TYPES.get(i), ofFormat.get(i)));
            }
        }
        assertThat(wrong).as("values that changed silently").isEmpty();
        String document = TypesDocument.of(FORMATS, GROUPS, verdicts, keys());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(document.lines())
                .as("java-job/TYPES.md says something else; if the new outcomes are right, rewrite it with"
                        + " mvn test -Dtest=TypesTest -D" + WRITE + "=true")
                .containsExactlyElementsOf(Files.readAllLines(DOCUMENT, UTF_8));
    }

    private static List<String> wrong(TypeFormat format, SourceType type, List<Verdict> verdicts) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).outcome() == Verdict.Outcome.WRONG) {
                wrong.add(format.name() + ", " + type.name() + ", "
                        + type.values().get(i).shown() + ": " + verdicts.get(i).reason());
            }
        }
        return wrong;
    }

    /** The types that a key may have, as every command asks the catalogue. */
    private static Set<SourceType> keys() {
        Target target = new Target(
                new TableName("public", "t"),
                List.of("id"),
                Deletes.HARD,
                NewColumn.FAIL,
                NulCharacter.FAIL,
                List.of(),
                Strategy.AUTO);
        TargetTable table = Trial.target(TYPES)
                .jdbi()
                .withHandle(handle -> TargetCatalog.find(handle, target).orElseThrow());
        Set<SourceType> keys = new LinkedHashSet<>();
        for (int i = 0; i < TYPES.size(); i++) {
            if (table.column("c" + i).orElseThrow().type().canBeKey()) {
                keys.add(TYPES.get(i));
            }
        }
        return keys;
    }
}
