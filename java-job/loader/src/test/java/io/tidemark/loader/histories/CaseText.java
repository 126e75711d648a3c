package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import io.tidemark.loader.histories.Step.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history as a case of {@code convergence/*.yaml}, so that a failure can be kept. What such a case cannot say
 * (crashes, loaders at the same time, settings) becomes a comment.
 */
final class CaseText {

    private CaseText() {}

    static String of(long seed, History history) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + history.modes());
        lines.add("- id: seed-" + seed);
        lines.add("  reason: \"to be written\"");
        lines.add("  deletes: " + (history.modes().soft() ? "soft" : "hard"));
        if (history.modes().keepDoc()) {
            lines.add("  settings: [\"target.keep-when-null = [doc]\"]");
        }
        if (!history.before().isEmpty()) {
            lines.add("  before: \"" + inserts(history.before()) + "\"");
        }
        lines.add("  steps:");
        history.steps().forEach(step -> lines.addAll(step(history.modes(), step)));
        if (history.lastFullLoad() > 0) {
            lines.add("    - reload: 1");
        }
        IntStream.range(0, history.hours())
                .mapToObj(hour -> "    - load: " + hour)
                .forEach(lines::add);
        lines.add("  expect: ["
                + history.end().entrySet().stream()
                        .map(row -> row("id: " + row.getKey(), row.getValue()))
                        .collect(Collectors.joining(", "))
                + "]");
        return String.join("\n", lines) + "\n";
    }

    private static List<String> step(Modes modes, Step step) {
        if (step instanceof Step.Upload upload) {
            return file(modes, upload.file());
        }
        if (step instanceof Step.Run run) {
            return List.of("    - " + command(run.command()));
        }
        if (step instanceof Step.Crash crash) {
            return List.of("    # crash before statement " + crash.statement() + " of: " + command(crash.command()));
        }
        if (step instanceof Step.Meanwhile both) {
            return List.of(
                    "    # the next command runs before statement " + both.statement() + " of the one after it",
                    "    - " + command(both.other()),
                    "    - " + command(both.command()));
        }
        Step.AtOnce both = (Step.AtOnce) step;
        return List.of(
                "    # the next two commands run at once",
                "    - " + command(both.one()),
                "    - " + command(both.other()));
    }

    private static String command(Command command) {
        return switch (command.kind()) {
            case LOAD -> "load: " + command.hour();
            case REAPPLY -> "reapply: " + command.hour();
            case FULL_LOAD -> "full-load: 1";
            case RELOAD -> "reload: 1";
        };
    }

    /** The first position that is not older than the full load: a case has a second for each, and no margin. */
    private static int at(Modes modes, ObjectFile file) {
        int at = file.startedAt();
        while (at > 0
                && !ObjectFile.committed(at - 1)
                        .isBefore(ObjectFile.committed(file.startedAt()).minusSeconds(modes.reloadMargin()))) {
            at--;
        }
        return at;
    }

    private static List<String> file(Modes modes, ObjectFile file) {
        String columns = "      # columns " + file.columns();
        if (file.hour().isEmpty()) {
            String rows = file.changes().stream()
                    .map(change -> row("id: " + change.id(), change.values()))
                    .collect(Collectors.joining(", "));
            return List.of(
                    "    - load-file: {name: " + file.name() + ", at: " + at(modes, file) + ", rows: [" + rows + "]}",
                    columns);
        }
        return Stream.of(
                        Stream.of(
                                "    - file:",
                                columns,
                                "        hour: " + file.hour().getAsInt(),
                                "        name: " + file.name(),
                                "        changes:" + (file.changes().isEmpty() ? " []" : "")),
                        file.changes().stream().map(change -> "          - " + change(change)))
                .flatMap(lines -> lines)
                .toList();
    }

    private static String change(Change change) {
        String was = change.was() == null ? "" : ", was: " + change.was();
        return row("op: " + change.op() + ", at: " + change.at() + was + ", id: " + change.id(), change.values());
    }

    private static String row(String head, Map<String, String> values) {
        return "{" + head
                + values.entrySet().stream()
                        .filter(value -> !value.getValue().equals(Change.UNLOGGED))
                        .map(value -> ", " + value.getKey() + ": " + value.getValue())
                        .collect(Collectors.joining())
                + "}";
    }

    private static String inserts(Map<Integer, Map<String, String>> rows) {
        return rows.entrySet().stream()
                .map(row -> "insert into public.people (id, name, badge, doc) values (" + row.getKey() + ", "
                        + literal(row.getValue().get(Change.NAME)) + ", "
                        + literal(row.getValue().get(Change.BADGE)) + ", "
                        + literal(row.getValue().get(Change.DOC)) + ")")
                .collect(Collectors.joining("; "));
    }

    private static String literal(@Nullable String value) {
        return value == null ? "null" : "'" + value + "'";
    }
}
