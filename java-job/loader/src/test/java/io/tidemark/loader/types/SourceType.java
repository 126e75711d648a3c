package io.tidemark.loader.types;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A column type of the source, which the target has as well.
 *
 * @param name how the document names it
 * @param sql the type as SQL declares it
 * @param setup SQL that creates it; empty for PostgreSQL's own
 * @param dms what DMS takes it for; the sources of that are in the document
 * @param source where that comes from, if not from DMS's table of PostgreSQL types
 * @param keeps an SQL expression over the value {@code v}: what DMS keeps of it
 * @param loses why that may be less than the value
 * @param debezium what Debezium keeps, if that is less than everything
 * @param note what else there is to know
 */
record SourceType(
        String name,
        String sql,
        String setup,
        DmsType dms,
        @Nullable String source,
        String keeps,
        @Nullable String loses,
        Kept debezium,
        @Nullable String note,
        List<EdgeValue> values) {

    private static final Set<String> KEYS =
            Set.of("type", "name", "setup", "dms", "source", "keeps", "loses", "debezium", "note", "values");

    /** What a writer keeps of a value, and why that may be less. */
    record Kept(String keeps, @Nullable String loses) {

        static Kept of(@Nullable Object map) {
            return map instanceof Map<?, ?> given
                    ? new Kept((String) requireNonNull(given.get("keeps")), (String) requireNonNull(given.get("loses")))
                    : new Kept("v", null);
        }
    }

    /** The types of a file in {@code /types}. */
    static List<SourceType> read(String file) {
        try (InputStream yaml = requireNonNull(SourceType.class.getResourceAsStream("/types/" + file), file)) {
            List<Map<String, Object>> types = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            return types.stream().map(SourceType::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static SourceType of(Map<String, Object> map) {
        if (!KEYS.containsAll(map.keySet())) {
            throw new IllegalArgumentException("unknown keys in a type: " + map.keySet());
        }
        String sql = (String) requireNonNull(map.get("type"));
        List<EdgeValue> values = new ArrayList<>();
        ((List<?>) requireNonNull(map.get("values"))).forEach(value -> values.add(EdgeValue.of(value)));
        values.add(EdgeValue.NULL);
        return new SourceType(
                (String) map.getOrDefault("name", sql),
                sql,
                (String) map.getOrDefault("setup", ""),
                DmsType.of((String) requireNonNull(map.get("dms"))),
                (String) map.get("source"),
                (String) map.getOrDefault("keeps", "v"),
                (String) map.get("loses"),
                Kept.of(map.get("debezium")),
                (String) map.get("note"),
                List.copyOf(values));
    }
}
