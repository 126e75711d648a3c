package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way from Parquet columns to columns of a target: one table with a column for each, loaded once. Each
 * value goes through an insert, and through an update of a row that had NULL.
 */
final class Conversions {

    private record Conversion(
            String parquet,
            String target,
            @Nullable Object value,
            @Nullable String expected) {}

    private final List<Conversion> conversions = new ArrayList<>();
    private final String before;

    private Conversions(String before) {
        this.before = before;
    }

    /** None yet; {@code before} is SQL that creates the types that the target needs. */
    static Conversions after(String before) {
        return new Conversions(before);
    }

    /**
     * Adds a value.
     *
     * @param parquet the column as Parquet declares it, without a name: {@code binary (STRING)}
     * @param target the type, and constraints, of the target's column
     * @param expected how PostgreSQL shows the value in UTC
     */
    Conversions add(String parquet, String target, @Nullable Object value, @Nullable String expected) {
        conversions.add(new Conversion(parquet, target, value, expected));
        return this;
    }

    /** Loads all of them and compares. */
    void assertLoaded() {
        Mirror mirror = Mirror.of("public.t", "id")
                .sql(before)
                .sql("create table public.t (id bigint primary key, "
                        + names().map(name -> name + " " + conversions.get(index(name)).target)
                                .collect(Collectors.joining(", "))
                        + ")");
        mirror.must("init");
        mirror.put("year=2024/month=05/day=01/hour=00/part-00000.parquet", file());
        mirror.must("load", "--hour", "2024-05-01T00:00Z");
        for (long id = 1; id <= 2; id++) {
            assertThat(texts(mirror, id)).as("row %d", id).containsExactlyElementsOf(expected());
        }
    }

    private byte[] file() {
        List<String> columns = new ArrayList<>(List.of("int64 id"));
        names().map(name -> conversions.get(index(name)).parquet.replaceFirst("( |$)", " " + name + " "))
                .forEach(columns::add);
        List<@Nullable Object> values =
                conversions.stream().<@Nullable Object>map(Conversion::value).collect(Collectors.toList());
        return ChangeFile.of(columns, "id")
                .insert(1, row(1, values))
                .insert(2, row(2, new ArrayList<>(Collections.nCopies(values.size(), null))))
                .update(3, row(2, values))
                .bytes();
    }

    private static @Nullable Object[] row(long id, List<@Nullable Object> values) {
        List<@Nullable Object> row = new ArrayList<>(values);
        row.add(0, id);
        return row.toArray();
    }

    private List<String> expected() {
        return IntStream.range(0, conversions.size())
                .mapToObj(i -> shown(i, conversions.get(i).expected))
                .toList();
    }

    private List<String> texts(Mirror mirror, long id) {
        return mirror.database().withHandle(handle -> {
            handle.execute("set timezone = 'UTC'");
            handle.execute("set lc_monetary = 'C'");
            String columns = names().map(name -> name + "::text").collect(Collectors.joining(", "));
            return handle.createQuery("select " + columns + " from public.t where id = :id")
                    .bind("id", id)
                    .map((row, context) -> {
                        List<String> texts = new ArrayList<>();
                        for (int i = 0; i < conversions.size(); i++) {
                            texts.add(shown(i, row.getString(i + 1)));
                        }
                        return texts;
                    })
                    .one();
        });
    }

    private String shown(int index, @Nullable String text) {
        Conversion conversion = conversions.get(index);
        return conversion.parquet + " -> " + conversion.target + ": " + (text == null ? "NULL" : "[" + text + "]");
    }

    private Stream<String> names() {
        return IntStream.range(0, conversions.size()).mapToObj(i -> "c" + i);
    }

    private static int index(String name) {
        return Integer.parseInt(name.substring(1));
    }
}
