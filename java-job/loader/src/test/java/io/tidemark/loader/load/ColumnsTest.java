package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 10: columns go by name, and one that a file does not have is not NULL. */
class ColumnsTest {

    private static final String HOUR = "2024-05-01T00:00Z";
    private static final String FOLDER = "year=2024/month=05/day=01/hour=00/";
    private static final String ID = "int64 id";
    private static final String A = "binary a (STRING)";
    private static final String B = "binary b (STRING)";

    private static final String ROWS =
            "select string_agg(concat_ws(' ', id, coalesce(a, 'NULL'), coalesce(b, 'NULL')), '; ' order by id) from public.t";

    @Test
    void columnsComeInAnyOrderAndCase() {
        Mirror mirror = mirror("create table public.t (b text, id bigint primary key, a text)");
        String[] names = {
            "Op dms_commit_ts id a b dms_change_seq",
            "dms_commit_ts b dms_change_seq a id Op",
            "A DMS_CHANGE_SEQ ID op B DMS_COMMIT_TS"
        };
        for (int i = 0; i < names.length; i++) {
            mirror.put(FOLDER + "part-" + i + ".parquet", file(names[i].split(" "), i + 1));
        }

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("1 a1 b1; 2 a2 b2; 3 a3 b3");
    }

    @Test
    void missingColumnIsLeftAlone() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a text, b text default 'none');"
                + " insert into public.t values (1, 'before', 'kept'), (2, 'before', 'overwritten')");
        mirror.put(
                        FOLDER + "part-1.parquet",
                        ChangeFile.of(List.of(ID, A), "id")
                                .update(1, 1L, "one")
                                .insert(2, 3L, "three")
                                .bytes())
                .put(
                        FOLDER + "part-2.parquet",
                        ChangeFile.of(List.of(ID, B, A), "id")
                                .update(3, 2L, null, "two")
                                .insert(4, 4L, "four", "four")
                                .bytes())
                .put(
                        FOLDER + "part-3.parquet",
                        ChangeFile.of(List.of(ID), "id")
                                .insert(5, 5L)
                                .delete(6, 4L)
                                .bytes());

        Outcome loaded = mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("1 one kept; 2 two NULL; 3 three none; 5 NULL none");
        assertThat(loaded.count("superseded"))
                .as("each set of columns is folded apart")
                .isZero();
        assertThat(loaded.count("deleted")).isEqualTo(1);
    }

    @Test
    void columnThatTheNewestChangeLacksComesFromTheOlderOne() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a text, b text)");
        mirror.put(
                        FOLDER + "part-1.parquet",
                        ChangeFile.of(List.of(ID, A, B), "id")
                                .insert(1, 1L, "a1", "b1")
                                .bytes())
                .put(
                        FOLDER + "part-2.parquet",
                        ChangeFile.of(List.of(ID, A), "id").update(2, 1L, "a2").bytes());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS))
                .as("as if the files were loaded one by one")
                .isEqualTo("1 a2 b1");
    }

    @Test
    void newColumnIsAddedAndFilledFromThenOn() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a text)");
        mirror.put(
                FOLDER + "part-1.parquet",
                ChangeFile.of(List.of(ID, A), "id").insert(1, 1L, "old").bytes());
        mirror.must("load", "--hour", HOUR);
        mirror.put(
                "year=2024/month=05/day=01/hour=01/part-1.parquet",
                ChangeFile.of(List.of(ID, A, B), "id")
                        .insert(2, 2L, "new", "b2")
                        .bytes());

        mirror.must("load", "--hour", "2024-05-01T01:00Z");

        assertThat(mirror.value(ROWS)).isEqualTo("1 old NULL; 2 new b2");
        assertThat(mirror.value("select ddl[1] from tidemark.schema_history where array_length(ddl, 1) = 1"))
                .isEqualTo("alter table \"public\".\"t\" add column if not exists \"b\" text");
    }

    @Test
    void newColumnCanBeIgnored() {
        Mirror mirror =
                mirror("create table public.t (id bigint primary key, a text)", "target.on-new-column = ignore");
        mirror.put(
                FOLDER + "part-1.parquet",
                ChangeFile.of(List.of(ID, B, A), "id").insert(1, 1L, "b1", "a1").bytes());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.rows("select id::text, a from public.t").toString()).isEqualTo("[{id=1, a=a1}]");
    }

    @Test
    void generatedColumnsAndOnesThatOnlyTheTargetHasKeepTheirOwnValues() {
        Mirror mirror = mirror("""
                create table public.t (
                    id bigint generated always as identity primary key,
                    a text,
                    b text generated always as (upper(a)) stored,
                    noted timestamptz default '2024-01-01 00:00Z',
                    number integer generated by default as identity)
                """);
        mirror.put(
                FOLDER + "part-1.parquet",
                ChangeFile.of(List.of(ID, A, B), "id")
                        .insert(1, 7L, "seven", "stale")
                        .insert(2, 8L, "eight", "stale")
                        .bytes());
        mirror.must("load", "--hour", HOUR);
        mirror.put(
                FOLDER + "part-2.parquet",
                ChangeFile.of(List.of(ID, A, B), "id")
                        .update(3, 7L, "sieben", "stale")
                        .bytes());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("7 sieben SIEBEN; 8 eight EIGHT");
        assertThat(mirror.value(
                        "select string_agg(number || ' ' || (noted = '2024-01-01Z'), '; ' order by id) from public.t"))
                .isEqualTo("1 true; 2 true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Größe\"mm\"", "a:b?c", "<x>", "$1", "o'clock", "--no", "/*x*/", "select", "ID", "x\\y"})
    void namesMayBeKeywordsOrHaveCaseAndSigns(String name) {
        String quoted = '"' + name.replace("\"", "\"\"") + '"';
        Mirror mirror = Mirror.of(
                        "public.\"Order\"", "user", name.replace("\\", "\\\\").replace("\"", "\\\""))
                .with("load.lookback = 0s")
                .sql("create table public.\"Order\" (\"user\" bigint, " + quoted + " integer, \"Value\" text,"
                        + " primary key (" + quoted + ", \"user\"))");
        mirror.must("init");
        ChangeFile file = ChangeFile.of(List.of("int64 user", "int32 " + name, "binary Value (STRING)"), "user", name);
        mirror.put(
                FOLDER + "part-1.parquet",
                file.insert(1, 1L, 5, "first")
                        .insert(2, 2L, 5, "second")
                        .insert(3, 3L, 5, "third")
                        .move(4, List.of(1L, 5), 1L, 6, "moved")
                        .delete(5, 3L, 5, null)
                        .bytes());

        mirror.must("load", "--hour", HOUR);
        mirror.must("load", "--hour", HOUR, "--reapply");

        assertThat(mirror.value("select string_agg(concat_ws(' ', o.\"user\", o.\"Value\"), '; ' order by o.\"user\")"
                        + " from public.\"Order\" o"))
                .isEqualTo("1 moved; 2 second");
    }

    /** It reaches a row that is newer than its own change, past the check of what that change writes. */
    @Test
    void keptValueIsNotRoundedButItsLimitRaised() {
        Mirror mirror = mirror(
                "create table public.t (id bigint primary key, a interval(0), b text)", "target.keep-when-null = [a]");
        List<String> columns = List.of(ID, A, B);
        mirror.put(
                FOLDER + "part-2.parquet",
                ChangeFile.of(columns, "id").update(9, 1L, null, "new").bytes());
        mirror.must("load", "--hour", HOUR);
        mirror.put(
                FOLDER + "part-1.parquet",
                ChangeFile.of(columns, "id").insert(5, 1L, "00:00:01.5", "old").bytes());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value("select concat_ws(' ', id, a, b) from public.t"))
                .isEqualTo("1 00:00:01.5 new");
    }

    private static Mirror mirror(String table, String... settings) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s")
                .with(settings)
                .sql(table);
        mirror.must("init");
        return mirror;
    }

    /** A file with one insert, its columns named and ordered like this; all but the key are texts. */
    private static byte[] file(String[] names, long id) {
        List<String> fields = IntStream.range(0, names.length)
                .mapToObj(
                        i -> names[i].equalsIgnoreCase("id") ? "int64 " + names[i] : "binary " + names[i] + " (STRING)")
                .toList();
        @Nullable
        Object[] values = IntStream.range(0, names.length)
                .mapToObj(i -> switch (names[i].toLowerCase(Locale.ROOT)) {
                    case "op" -> (Object) "I";
                    case "dms_commit_ts" -> "2024-05-01 00:00:00.000000";
                    case "dms_change_seq" -> ChangeFile.sequence(id);
                    case "id" -> id;
                    default -> names[i].toLowerCase(Locale.ROOT) + id;
                })
                .toArray();
        return ParquetFixture.of(ChangeFile.schema(fields)).row(values).bytes();
    }
}
