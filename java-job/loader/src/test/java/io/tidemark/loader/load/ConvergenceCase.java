package io.tidemark.loader.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A case of the convergence rules as its file tells it.
 *
 * @param id names the case
 * @param reason the rule of the design, and why it matters
 * @param notInDebezium why its changes cannot be told as events of Debezium, or not with that end; empty if they can
 * @param deletes the modes of delete that it holds for
 * @param settings lines of the pipeline's configuration
 * @param before SQL that runs before init, such as rows that Tidemark did not write
 * @param steps what happens, in this order; each a map of one entry
 * @param counts what the last load's summary says
 * @param expect the rows of the table at the end, in the order of the key; deleted ones left out
 */
record ConvergenceCase(
        String id,
        String reason,
        String notInDebezium,
        List<String> deletes,
        List<String> settings,
        String before,
        List<Map<String, Object>> steps,
        Map<String, Integer> counts,
        List<Map<String, @Nullable Object>> expect) {

    /** The cases of a file in {@code /convergence}. */
    static List<ConvergenceCase> read(String name) {
        try (InputStream file =
                requireNonNull(ConvergenceCase.class.getResourceAsStream("/convergence/" + name), name)) {
            List<Map<String, Object>> cases = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return cases.stream().map(ConvergenceCase::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    @SuppressWarnings("unchecked") // The shape of the files; a wrong one fails where it is read.
    private static ConvergenceCase of(Map<String, Object> map) {
        Map<String, Object> rest = new LinkedHashMap<>(map);
        ConvergenceCase read = new ConvergenceCase(
                (String) requireNonNull(rest.remove("id")),
                (String) requireNonNull(rest.remove("reason")),
                (String) rest.getOrDefault("not-in-debezium", ""),
                rest.containsKey("deletes") ? List.of((String) rest.remove("deletes")) : List.of("hard", "soft"),
                (List<String>) rest.getOrDefault("settings", List.of()),
                (String) rest.getOrDefault("before", ""),
                (List<Map<String, Object>>) requireNonNull(rest.remove("steps")),
                (Map<String, Integer>) rest.getOrDefault("counts", Map.of()),
                (List<Map<String, @Nullable Object>>) requireNonNull(rest.remove("expect")));
        rest.keySet().removeAll(List.of("before", "counts", "not-in-debezium", "settings"));
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("unknown keys in case " + read.id + ": " + rest.keySet());
        }
        return read;
    }

    /** Whether its changes can be told in a format. */
    boolean holdsIn(FileFormat format) {
        return !format.isDebezium() || notInDebezium.isEmpty();
    }

    /** The expected rows as text, with all columns. */
    List<Map<String, @Nullable String>> expectedRows() {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> row : expect) {
            Map<String, @Nullable String> texts = new LinkedHashMap<>();
            for (String column : List.of("id", "name", "badge", "doc")) {
                Object value = row.get(column);
                texts.put(column, value == null ? null : value.toString());
            }
            rows.add(texts);
        }
        return rows;
    }
}
