package io.tidemark.loader.types;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.types.Verdict.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code java-job/TYPES.md}: what became of each value, for whoever has to decide whether a column survives. */
final class TypesDocument {

    /** A part of the document, and the types in it. */
    record Group(String title, List<SourceType> types) {}

    private final List<TypeFormat> formats;
    private final Map<SourceType, List<List<Verdict>>> verdicts;
    private final Set<SourceType> keys;
    private final StringBuilder text = new StringBuilder();

    private TypesDocument(
            List<TypeFormat> formats, Map<SourceType, List<List<Verdict>>> verdicts, Set<SourceType> keys) {
        this.formats = formats;
        this.verdicts = verdicts;
        this.keys = keys;
    }

    /** The document; {@code verdicts} has, for each type, one list for each format. */
    static String of(
            List<TypeFormat> formats,
            List<Group> groups,
            Map<SourceType, List<List<Verdict>>> verdicts,
            Set<SourceType> keys) {
        return new TypesDocument(formats, verdicts, keys).text(groups);
    }

    private String text(List<Group> groups) {
        text.append(introduction());
        line("");
        counts();
        for (Group group : groups) {
            line("\n## " + group.title() + "\n");
            table(group.types());
            differences(group.types());
            notes(group.types());
        }
        line("\n## Values that only a file can hold\n");
        line(
                "Here the target is narrower than the source, or the file was spoilt. All of them are refused, with object,"
                        + " row and column; nothing is loaded.\n");
        row("type", "value", "message");
        row("---", "---", "---");
        groups.forEach(group -> group.types().forEach(this::strays));
        line("\n## Values tried\n");
        groups.forEach(group -> group.types().forEach(this::tried));
        return text.toString();
    }

    private static String introduction() {
        try (InputStream file =
                Objects.requireNonNull(TypesDocument.class.getResourceAsStream("/types/introduction.md"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void counts() {
        row("format", "values", "exact", "equal", "lossy", "refused", "types of which every value is exact");
        row("---", "---:", "---:", "---:", "---:", "---:", "---:");
        for (int f = 0; f < formats.size(); f++) {
            int format = f;
            List<List<Verdict>> ofTypes = verdicts.entrySet().stream()
                    .map(entry -> own(entry.getKey(), entry.getValue().get(format)))
                    .filter(type -> !type.isEmpty())
                    .toList();
            List<Verdict> all = ofTypes.stream().flatMap(List::stream).toList();
            row(
                    formats.get(f).name(),
                    Integer.toString(all.size()),
                    Long.toString(count(all, Outcome.EXACT)),
                    Long.toString(count(all, Outcome.EQUAL)),
                    Long.toString(count(all, Outcome.LOSSY)),
                    Long.toString(count(all, Outcome.REFUSED)),
                    ofTypes.stream()
                                    .filter(type -> count(type, Outcome.EXACT) == type.size())
                                    .count() + " of " + ofTypes.size());
        }
    }

    private static long count(List<Verdict> verdicts, Outcome outcome) {
        return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count();
    }

    private void table(List<SourceType> types) {
        List<String> head = new ArrayList<>(List.of("PostgreSQL type", "DMS takes it for", "key"));
        formats.forEach(format -> head.add(format.name()));
        row(head.toArray(String[]::new));
        row(head.stream().map(name -> "---").toArray(String[]::new));
        for (SourceType type : types) {
            List<String> cells =
                    new ArrayList<>(List.of(type.name(), type.dms().toString(), keys.contains(type) ? "yes" : "no"));
            for (List<Verdict> ofFormat : verdicts(type)) {
                cells.add(cell(own(type, ofFormat)));
            }
            row(cells.toArray(String[]::new));
        }
    }

    private static String cell(List<Verdict> all) {
        if (all.isEmpty()) {
            return "no column";
        }
        Map<Outcome, Integer> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            int count = (int)
                    all.stream().filter(verdict -> verdict.outcome() == outcome).count();
            if (count > 0) {
                counts.put(outcome, count);
            }
        }
        return counts.size() == 1
                ? word(counts.keySet().iterator().next())
                : counts.entrySet().stream()
                        .map(entry -> word(entry.getKey()) + " " + entry.getValue())
                        .collect(joining(", "));
    }

    private void differences(List<SourceType> types) {
        List<String> lines =
                types.stream().flatMap(type -> differences(type).stream()).toList();
        if (!lines.isEmpty()) {
            line("\nWhere a value is not exact:\n");
            lines.forEach(this::line);
        }
    }

    /** One line for each outcome and reason; formats that do the same to the same values share it. */
    private List<String> differences(SourceType type) {
        Map<String, List<String>> formatsOfLine = new LinkedHashMap<>();
        for (int f = 0; f < formats.size(); f++) {
            String name = formats.get(f).name();
            byVerdict(type, verdicts(type).get(f))
                    .forEach((verdict, values) -> formatsOfLine
                            .computeIfAbsent(
                                    word(verdict.outcome()) + " (" + verdict.reason() + "): "
                                            + String.join(", ", values),
                                    line -> new ArrayList<>())
                            .add(name));
        }
        return formatsOfLine.entrySet().stream()
                .map(entry ->
                        "- **" + type.name() + "**, " + String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    private static Map<Verdict, List<String>> byVerdict(SourceType type, List<Verdict> ofFormat) {
        Map<Verdict, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < ofFormat.size(); i++) {
            EdgeValue value = type.values().get(i);
            if (!value.isStray() && ofFormat.get(i).outcome() != Outcome.EXACT) {
                values.computeIfAbsent(ofFormat.get(i), verdict -> new ArrayList<>())
                        .add(value.shown());
            }
        }
        return values;
    }

    private void notes(List<SourceType> types) {
        List<String> lines = new ArrayList<>();
        for (SourceType type : types) {
            if (type.note() != null) {
                lines.add("- **" + type.name() + "**: " + type.note());
            }
            if (type.source() != null) {
                lines.add("- **" + type.name() + "**: " + type.source() + ".");
            }
        }
        if (!lines.isEmpty()) {
            line("\nNotes:\n");
            lines.forEach(this::line);
        }
    }

    private void strays(SourceType type) {
        for (int i = 0; i < type.values().size(); i++) {
            EdgeValue value = type.values().get(i);
            if (value.isStray()) {
                int index = i;
                row(
                        type.name(),
                        value.shown(),
                        verdicts(type).stream()
                                .filter(ofFormat -> !ofFormat.isEmpty())
                                .map(ofFormat -> ofFormat.get(index))
                                .filter(verdict -> verdict.outcome() == Outcome.REFUSED)
                                .map(Verdict::reason)
                                .distinct()
                                .collect(joining("; ")));
            }
        }
    }

    private void tried(SourceType type) {
        line("- **" + type.name() + "**: "
                + type.values().stream()
                        .filter(value -> !value.isStray())
                        .map(EdgeValue::shown)
                        .collect(joining(", ")));
    }

    private List<List<Verdict>> verdicts(SourceType type) {
        return Objects.requireNonNull(verdicts.get(type));
    }

    private static List<Verdict> own(SourceType type, List<Verdict> ofFormat) {
        return IntStream.range(0, ofFormat.size())
                .filter(i -> !type.values().get(i).isStray())
                .mapToObj(ofFormat::get)
                .toList();
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells).replace("||", "\\|\\|") + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
