package io.tidemark.loader.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.loader.types.TypeFormat.Row;
import io.tidemark.loader.types.TypeFormat.Written;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All values of all types on their way through one format. Each value is an update of a row of its own, of which it is
 * the only value that is not null; every column of the target has another value before.
 */
final class Trial {

    private static final Pattern REFUSAL =
            Pattern.compile(".*, row (?<row>\\d+)(, column \"[^\"]*\")?: (?<reason>.*)", Pattern.DOTALL);
    private static final int LARGE = 100_000;

    private final Workbench bench;
    private final TypeFormat format;
    private final List<SourceType> types;
    private final SourceDatabase source;
    private final List<Row> alone = new ArrayList<>();
    private final Set<Long> applied = new HashSet<>();
    private final Map<Long, String> refused = new LinkedHashMap<>();

    private Trial(Workbench bench, TypeFormat format, List<SourceType> types, SourceDatabase source) {
        this.bench = bench;
        this.format = format;
        this.types = types;
        this.source = source;
    }

    /** The verdicts for the values of each type, in their order; none for a type of which the format has no column. */
    static List<List<Verdict>> of(TypeFormat format, List<SourceType> types) {
        Workbench bench = target(types).settings(format.settings().toArray(String[]::new));
        try (SourceDatabase source = SourceDatabase.of(bench)) {
            return new Trial(bench, format, types, source).verdicts();
        }
    }

    /** A bench with the types and a table of them, into which nothing has been loaded. */
    static Workbench target(List<SourceType> types) {
        String setup = types.stream().map(type -> type.setup() + ";").distinct().collect(Collectors.joining("\n"));
        return Workbench.empty()
                .sql(setup)
                .sql("create table public.t (id bigint primary key" + SourceDatabase.names(types) + ")")
                .settings(
                        "pipelines.types.source { bucket = BUCKET, prefix = \"types/\" }",
                        "pipelines.types.target { table = public.t, key = [id], on-new-column = fail }");
    }

    private List<List<Verdict>> verdicts() {
        List<Written> values = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        forEachValue((id, column, value) -> {
            Written written = written(types.get(column), value);
            values.add(written);
            if (written.lost() == null) {
                (value.isStray() ? alone : rows).add(new Row(id, column, written.value()));
            }
        });
        fillTarget(values.size());
        assertThat(bench.run("init").exitCode()).isZero();
        loadTogether("01", rows.stream().filter(row -> !isLarge(row)).toList());
        loadTogether("02", rows.stream().filter(Trial::isLarge).toList());
        alone.forEach(this::loadAlone);
        return verdicts(values);
    }

    private Written written(SourceType type, EdgeValue value) {
        if (!format.has(type)) {
            return Written.lost("no column");
        }
        return value.isNull() ? Written.of(null) : format.written(type, value, source);
    }

    private List<List<Verdict>> verdicts(List<Written> written) {
        List<List<Verdict>> verdicts = new ArrayList<>();
        List<List<@Nullable String>> loaded = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
            verdicts.add(new ArrayList<>());
            loaded.add(loaded(column));
        }
        forEachValue((id, column, value) -> {
            if (!format.has(types.get(column))) {
                return;
            }
            List<Verdict> ofType = verdicts.get(column);
            String lost = written.get(Math.toIntExact(id - 1)).lost();
            String refusal = refused.get(id);
            if (refusal != null) {
                ofType.add(new Verdict(Verdict.Outcome.REFUSED, refusal));
            } else if (lost != null) {
                ofType.add(new Verdict(Verdict.Outcome.LOSSY, lost));
            } else {
                ofType.add(verdict(types.get(column), value, loaded.get(column).get(ofType.size())));
            }
        });
        return verdicts;
    }

    private Verdict verdict(SourceType type, EdgeValue value, @Nullable String loaded) {
        if (value.isStray()) {
            return new Verdict(Verdict.Outcome.WRONG, "loaded although the target cannot hold it: " + loaded);
        }
        String expected = source.shown(type, value);
        if (Objects.equals(loaded, expected)) {
            return Verdict.EXACT;
        }
        if (isSameNumber(type, loaded, expected)) {
            return new Verdict(Verdict.Outcome.EQUAL, "shown with the decimal places of " + format.writes(type));
        }
        String loses = format.loses(type);
        String kept = source.shownKept(format, type, value);
        return loses != null && Objects.equals(loaded, kept)
                ? new Verdict(Verdict.Outcome.LOSSY, loses)
                : new Verdict(
                        Verdict.Outcome.WRONG,
                        "the source has " + expected + ", the file " + kept + ", the target " + loaded);
    }

    private static boolean isSameNumber(SourceType type, @Nullable String loaded, @Nullable String expected) {
        try {
            return type.sql().startsWith("numeric")
                    && loaded != null
                    && expected != null
                    && new BigDecimal(loaded).compareTo(new BigDecimal(expected)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Loads the rows of an hour at once. If one is refused, all of its type are left out: they are loaded one by one at the
     * end, which costs little, since only one row has to be looked at.
     */
    private void loadTogether(String hour, List<Row> rows) {
        List<Row> rest = new ArrayList<>(rows);
        while (!rest.isEmpty()) {
            Optional<Refusal> refusal = load(hour, rest);
            if (refusal.isEmpty()) {
                return;
            }
            int column = rest.get(refusal.get().row() - 1).column();
            rest.stream().filter(row -> row.column() == column).forEach(alone::add);
            rest.removeIf(row -> row.column() == column);
        }
    }

    private void loadAlone(Row row) {
        load("03", List.of(row)).ifPresent(refusal -> refused.put(row.id(), refusal.reason()));
    }

    private Optional<Refusal> load(String hour, List<Row> rows) {
        String key = "types/year=2024/month=05/day=01/hour=" + hour + "/" + format.objectName();
        bench.upload(key, format.file(types, rows));
        Outcome outcome = bench.run("load", "--hour", "2024-05-01T" + hour + ":00Z");
        if (outcome.exitCode() == 0) {
            rows.forEach(row -> applied.add(row.id()));
            return Optional.empty();
        }
        Matcher refusal = REFUSAL.matcher(outcome.errorMessage());
        assertThat(refusal.matches()).as("%s: %s", format.name(), outcome.err()).isTrue();
        return Optional.of(new Refusal(
                Integer.parseInt(refusal.group("row")),
                refusal.group("reason").replaceFirst("; expected a value of type .*", "")));
    }

    private record Refusal(int row, String reason) {}

    /** The column of a type in the rows of its values, in which it is the only one that may have a value. */
    private List<@Nullable String> loaded(int column) {
        long first = 1
                + types.subList(0, column).stream()
                        .mapToLong(type -> type.values().size())
                        .sum();
        String columns = IntStream.range(0, types.size())
                .filter(i -> format.has(types.get(i)))
                .mapToObj(i -> "c" + i)
                .collect(Collectors.joining(", "));
        List<@Nullable String> texts = new ArrayList<>();
        String sql =
                SourceDatabase.shown("c" + column) + ", num_nonnulls(" + columns + ") from public.t where id between "
                        + first + " and " + (first + types.get(column).values().size() - 1) + " order by id";
        source.rows(sql, row -> {
            texts.add(row.getString(1));
            if (applied.contains(first + texts.size() - 1)) {
                assertThat(row.getInt(2))
                        .as("values in row %d", first + texts.size() - 1)
                        .isEqualTo(row.getString(1) == null ? 0 : 1);
            }
        });
        return texts;
    }

    private void fillTarget(int rows) {
        String values = types.stream()
                .map(type -> "(" + type.values().get(0).sql() + ")::" + type.sql())
                .collect(Collectors.joining(", "));
        source.execute("insert into public.t select n, " + values + " from generate_series(1, " + rows + ") n");
    }

    private static boolean isLarge(Row row) {
        return row.value() != null && row.value().toString().length() > LARGE;
    }

    private void forEachValue(Visitor visitor) {
        long id = 0;
        for (int column = 0; column < types.size(); column++) {
            for (EdgeValue value : types.get(column).values()) {
                visitor.visit(++id, column, value);
            }
        }
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(long id, int column, EdgeValue value);
    }
}
