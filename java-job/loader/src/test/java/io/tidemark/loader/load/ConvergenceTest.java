package io.tidemark.loader.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.load.Mirror.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the fold and the merge, case by case: {@code /convergence/*.yaml}. Each case ends with a replay of all that
 * it loaded, last things first, which must change nothing. {@code -Dtidemark.rules=kept,unique}, {@code
 * -Dtidemark.strategies=copy} and {@code -Dtidemark.formats} (see {@link FileFormat}) leave the others out.
 */
class ConvergenceTest {

    private static final List<String> FILES =
            chosen("tidemark.rules", "peers,positions,keys,deletes,full-load,objects,reload,unique,kept");
    private static final List<ConvergenceCase> PEERS = ConvergenceCase.read("peers.yaml");
    private static final List<String> COLUMNS =
            List.of("int64 id", "binary name (STRING)", "binary badge (STRING)", "binary doc (STRING)");

    private static final String TABLE =
            "create table public.people (id bigint primary key, name text, badge text unique, doc text);";

    private static final String SERVER_IMPORT = "server-import";
    private static final String KEPT = "target.keep-when-null = [doc]";
    private static final String UNLOGGED = "__debezium_unavailable_value";
    private static final List<String> STRATEGIES = chosen("tidemark.strategies", "copy,upsert," + SERVER_IMPORT);
    private static final List<String> REASONS_TO_COPY = List.of(
            "a row sent as a parameter was refused (SQLSTATE 23505)",
            "a reload begins",
            "target.keep-when-null is set");

    static Stream<Arguments> cases() {
        return FILES.stream()
                .flatMap(file -> ConvergenceCase.read(file + ".yaml").stream())
                .flatMap(rule -> rule.deletes().stream()
                        .flatMap(mode -> ways(rule)
                                .map(way -> Arguments.of(rule.id(), mode, way.format(), way.strategy(), rule))));
    }

    private static List<String> chosen(String property, String all) {
        return List.of(System.getProperty(property, all).split(","));
    }

    /** A format, and how its changes reach the table. */
    private record Way(FileFormat format, String strategy) {}

    /** The chosen formats in each strategy, and the cases that break others in every format. */
    private static Stream<Way> ways(ConvergenceCase rule) {
        Stream<Way> everyFormat = PEERS.contains(rule)
                ? Stream.of(FileFormat.values()).map(format -> new Way(format, STRATEGIES.get(0)))
                : Stream.of();
        return Stream.concat(STRATEGIES.stream().flatMap(ConvergenceTest::ways), everyFormat)
                .filter(way -> rule.holdsIn(way.format()))
                .distinct();
    }

    private static Stream<Way> ways(String strategy) {
        Stream<FileFormat> formats = strategy.equals(SERVER_IMPORT) ? Stream.of(FileFormat.CSV) : FileFormat.chosen();
        return formats.map(format -> new Way(format, strategy));
    }

    @ParameterizedTest(name = "{0}, {1} deletes, {2}, {3}")
    @MethodSource("cases")
    void tableEndsAsTheRulesSay(String id, String deletes, FileFormat format, String strategy, ConvergenceCase rule) {
        Mirror mirror = Mirror.of("public.people", "id")
                .with("target.deletes = " + deletes, "target.strategy = " + strategy)
                .with("load.lookback = 0s", "load.reload-margin = 0s")
                .with(rule.settings().toArray(String[]::new))
                .with(format.settings())
                .sql(TABLE + rule.before());
        if (strategy.equals(SERVER_IMPORT)) {
            mirror.importingByTheServer();
        }
        mirror.must("init");
        Play play = new Play(mirror, rule, format, strategy);

        rule.steps().forEach(play::step);

        assertThat(rows(mirror, deletes)).as(rule.reason()).isEqualTo(rule.expectedRows());
        rule.counts()
                .forEach((name, count) -> assertThat(play.last().count(name))
                        .as("%s in %s", name, play.last().summary())
                        .isEqualTo((long) count));
        play.replay();
        assertThat(rows(mirror, deletes)).as("after a replay").isEqualTo(rule.expectedRows());
    }

    private static List<Map<String, Object>> rows(Mirror mirror, String deletes) {
        String live = deletes.equals("soft") ? " where _cdc_deleted_at is null" : "";
        return mirror.rows("select id::text, name, badge, doc from public.people" + live + " order by id");
    }

    /** Does the steps of a case. */
    private static final class Play {

        private final Mirror mirror;
        /** What an update has in a kept column that it did not log: NULL, but for events of Debezium. */
        private final @Nullable String unlogged;

        private final FileFormat format;
        private final String strategy;
        private final Set<String> loads = new LinkedHashSet<>();
        private boolean reloaded;
        private @Nullable Outcome last;

        Play(Mirror mirror, ConvergenceCase rule, FileFormat format, String strategy) {
            this.mirror = mirror;
            this.unlogged = format.isDebezium() && rule.settings().contains(KEPT) ? UNLOGGED : null;
            this.format = format;
            this.strategy = strategy;
        }

        Outcome last() {
            return requireNonNull(last, "no load in this case");
        }

        @SuppressWarnings("unchecked")
        void step(Map<String, Object> step) {
            Map.Entry<String, Object> entry = step.entrySet().iterator().next();
            Object value = entry.getValue();
            switch (entry.getKey()) {
                case "file" -> changes((Map<String, Object>) value);
                case "load-file" -> loadFile((Map<String, Object>) value);
                case "load" -> load(hour((Integer) value), false);
                case "reapply" -> load(hour((Integer) value), true);
                case "full-load" -> loaded(mirror.must("full-load"));
                case "reload" -> {
                    loaded(mirror.must("full-load", "--reload"));
                    reloaded = true;
                }
                case "sql" -> mirror.sql((String) value);
                default -> throw new IllegalArgumentException("unknown step " + entry.getKey());
            }
        }

        /** Loads again whatever was loaded, last things first. */
        void replay() {
            List<String> hours = new ArrayList<>(loads);
            Collections.reverse(hours);
            hours.forEach(hour -> load(hour, true));
            if (reloaded) {
                mirror.must("full-load", "--reload");
            }
        }

        private void load(String hour, boolean reapply) {
            loads.add(hour);
            loaded(reapply ? mirror.must("load", "--hour", hour, "--reapply") : mirror.must("load", "--hour", hour));
        }

        /** Only to hand a unique value over, to reload or for kept columns may another strategy than the wanted one be used. */
        private void loaded(Outcome outcome) {
            last = outcome;
            for (JsonNode hour : outcome.summary().path("hours")) {
                if (hour.path("outcome").asText().equals("loaded")
                        && !REASONS_TO_COPY.contains(
                                hour.path("strategy_reason").asText())) {
                    assertThat(hour.path("strategy").asText()).isEqualTo(strategy);
                }
            }
        }

        @SuppressWarnings("unchecked")
        private void changes(Map<String, Object> file) {
            ChangeFile built = ChangeFile.of(COLUMNS, "id");
            ((List<Map<String, @Nullable Object>>) requireNonNull(file.get("changes"))).forEach(row -> add(built, row));
            mirror.put(
                    String.format(
                            Locale.ROOT,
                            "year=2024/month=05/day=01/hour=%02d/%s%s",
                            (Integer) requireNonNull(file.get("hour")),
                            file.getOrDefault("name", "part-1"),
                            format.extension()),
                    built.bytes(format));
        }

        @SuppressWarnings("unchecked")
        private void loadFile(Map<String, Object> file) {
            ChangeFile built = ChangeFile.of(COLUMNS, "id");
            int at = (Integer) file.getOrDefault("at", 0);
            ((List<Map<String, @Nullable Object>>) requireNonNull(file.get("rows")))
                    .forEach(row -> built.insert(at, id(row, "id"), row.get("name"), row.get("badge"), row.get("doc")));
            mirror.put(file.getOrDefault("name", "LOAD00000001") + format.extension(), built.loadBytes(format));
        }

        private void add(ChangeFile file, Map<String, @Nullable Object> row) {
            long at = (Integer) requireNonNull(row.get("at"));
            Object[] values = {id(row, "id"), row.get("name"), row.get("badge"), row.get("doc")};
            switch ((String) requireNonNull(row.get("op"))) {
                case "I" -> file.insert(at, values);
                case "U" -> {
                    values[3] = values[3] == null ? unlogged : values[3];
                    if (row.containsKey("was")) {
                        file.move(at, List.of(id(row, "was")), values);
                    } else {
                        file.update(at, values);
                    }
                }
                case "D" -> file.delete(at, values[0], null, null, null);
                default -> throw new IllegalArgumentException("unknown op in " + row);
            }
        }

        private static Long id(Map<String, @Nullable Object> row, String column) {
            return ((Integer) requireNonNull(row.get(column), column)).longValue();
        }

        private static String hour(int hour) {
            return String.format(Locale.ROOT, "2024-05-01T%02d:00Z", hour);
        }
    }
}
