package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Target tables that are more than columns: partitions, triggers, foreign keys, types with limits. */
class TargetShapesTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)", "binary badge (STRING)");
    private static final String HOUR = "2024-05-01T00:00Z";
    private static final String FOLDER = "year=2024/month=05/day=01/hour=00/";

    @Test
    void partitionedTableCountsLikeAnyOther() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, name text, badge text)"
                + " partition by range (id); create table public.low partition of public.t for values from (0) to (10);"
                + " create table public.high partition of public.t for values from (10) to (100) partition by hash (id);"
                + " create table public.high_all partition of public.high for values with (modulus 1, remainder 0)");
        load(
                mirror,
                "a",
                file().insert(1, 1L, "one", null).insert(2, 11L, "eleven", null).insert(3, 12L, "x", null));

        Outcome second = load(
                mirror,
                "b",
                file().update(4, 1L, "uno", null)
                        .move(5, List.of(11L), 2L, "two", null)
                        .delete(6, 12L, null, null)
                        .insert(7, 13L, "thirteen", null));

        assertThat(second.count("updated")).isEqualTo(1);
        assertThat(second.count("inserted")).isEqualTo(2);
        assertThat(second.count("deleted")).isEqualTo(2);
        assertThat(rows(mirror)).isEqualTo("1 uno; 2 two; 13 thirteen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partition by list (badge); create table public.a partition of public.t for values in ('a');"
                        + " create table public.b partition of public.t default",
                "partition by hash (badge); create table public.a partition of public.t for values with (modulus 2,"
                        + " remainder 0); create table public.b partition of public.t for values with (modulus 2, remainder 1)",
                "partition by range (badge, id); create table public.a partition of public.t for values from (minvalue,"
                        + " minvalue) to ('b', minvalue); create table public.b partition of public.t for values from ('b',"
                        + " minvalue) to (maxvalue, maxvalue)"
            })
    void rowMovesToAnotherPartitionWithItsKey(String partitions) {
        Mirror mirror = Mirror.of("public.t", "badge", "id")
                .with("load.lookback = 0s")
                .sql("create table public.t (id bigint, name text, badge text, noted text default 'noted',"
                        + " primary key (id, badge)) " + partitions);
        mirror.must("init");
        load(
                mirror,
                "a",
                ChangeFile.of(COLUMNS, "badge", "id").insert(1, 1L, "one", "a").insert(2, 2L, "two", "a"));

        Outcome moved = load(
                mirror,
                "b",
                ChangeFile.of(COLUMNS, "badge", "id")
                        .move(3, List.of("a", 1L), 1L, "uno", "b")
                        .update(4, 2L, "dos", "a")
                        .insert(5, 3L, "tres", "c"));

        assertThat(moved.count("deleted")).isEqualTo(1);
        assertThat(moved.count("inserted")).isEqualTo(2);
        assertThat(mirror.value(
                        "select string_agg(concat_ws(' ', id, name, badge, noted), '; ' order by id) from public.t"))
                .isEqualTo("1 uno b noted; 2 dos a noted; 3 tres c noted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create unique index on public.t (badge) where name <> 'x'",
                "create unique index on public.t (lower(badge))",
                "create unique index on public.t (badge) include (name)",
                "alter table public.t add unique (badge) deferrable initially immediate",
                "alter table public.t add unique (badge) deferrable initially deferred",
                "alter table public.t add exclude using btree (badge with =)",
                "alter table public.t add exclude using btree (badge with =) deferrable"
            })
    void valuesThatMayNotBeThereTwicePassBetweenRows(String constraint) {
        Mirror mirror =
                mirror("create table public.t (id bigint primary key, name text, badge text, noted text default 'n');"
                        + " insert into public.t values (1, 'a', 'gold', 'kept 1'), (2, 'b', 'silver', 'kept 2'); "
                        + constraint);

        Outcome loaded = load(
                mirror,
                "a",
                file().update(1, 1L, "A", "silver").update(2, 2L, "B", "tin").insert(3, 3L, "C", "gold"));

        assertThat(loaded.count("updated")).isEqualTo(2);
        assertThat(loaded.count("inserted")).isEqualTo(1);
        assertThat(mirror.value(
                        "select string_agg(concat_ws(' ', id, name, badge, noted), '; ' order by id) from public.t"))
                .isEqualTo("1 A silver kept 1; 2 B tin kept 2; 3 C gold n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add unique (badge) | two living rows with the same unique value",
                "add unique (badge) deferrable | two living rows with the same unique value",
                "add exclude using btree (badge with =) | two living rows that an exclusion constraint does not allow"
            })
    void valuesThatAreThereTwiceAreRefused(String constraint, String reason) {
        Mirror mirror =
                mirror("create table public.t (id bigint primary key, name text, badge text); alter table public.t "
                        + constraint);
        mirror.put(
                FOLDER + "a.parquet",
                file().insert(1, 1L, "a", "gold").insert(2, 2L, "b", "gold").bytes());

        Outcome refused = mirror.run("load", "--hour", HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.summary().path("error").path("message").asText()).contains(reason);
    }

    @Test
    void unloggedTableIsLoadedLikeAnyOther() {
        Mirror mirror = mirror("create unlogged table public.t (id bigint primary key, name text, badge text)");

        load(mirror, "a", file().insert(1, 1L, "one", null));

        assertThat(rows(mirror)).isEqualTo("1 one");
    }

    @Test
    void triggersRunAndDoNotDisturbTheCounts() {
        Mirror mirror = mirror("""
                create table public.t (id bigint primary key, name text, badge text);
                create table public.log (id bigint);
                create function public.note() returns trigger language plpgsql as $$
                    begin
                        insert into public.log values (coalesce(new.id, old.id)), (0);
                        return null;
                    end $$;
                create trigger note after insert or update or delete on public.t for each row execute function public.note();
                """);

        Outcome loaded = load(mirror, "a", file().insert(1, 1L, "one", null).insert(2, 2L, "two", null));

        assertThat(loaded.count("inserted")).isEqualTo(2);
        assertThat(mirror.value("select count(*) from public.log")).isEqualTo("4");
    }

    @Test
    void uniqueValuesPassBetweenRowsAlongWithColumnsThatNoFileHas() {
        Mirror mirror = mirror("""
                create table public.t (
                    id bigint primary key, name text, badge text unique,
                    noted text default 'by default', shout text generated always as (upper(name)) stored);
                insert into public.t (id, name, badge, noted) values (1, 'a', 'gold', 'kept 1'), (2, 'b', 'silver', 'kept 2'),
                                                                      (3, 'c', 'bronze', 'untouched');
                """);

        Outcome loaded = load(
                mirror,
                "a",
                file().update(1, 1L, "A", "silver").update(2, 2L, "B", "gold").insert(3, 4L, "D", "tin"));

        assertThat(loaded.count("updated")).isEqualTo(2);
        assertThat(loaded.count("inserted")).isEqualTo(1);
        assertThat(mirror.value(
                        "select string_agg(concat_ws(' ', id, shout, badge, noted), '; ' order by id) from public.t"))
                .isEqualTo("1 A silver kept 1; 2 B gold kept 2; 3 C bronze untouched; 4 D tin by default");
    }

    @Test
    void uniqueValuesPassBetweenRowsThatOthersReferTo() {
        Mirror mirror = mirror(
                "create table public.t (id bigint primary key, name text, badge text unique);"
                        + " create table public.child (id bigint references public.t);"
                        + " insert into public.t values (1, 'a', 'gold'), (2, 'b', 'silver'); insert into public.child values (1)");

        load(mirror, "a", file().update(1, 1L, "A", "silver").update(2, 2L, "B", "gold"));

        assertThat(rows(mirror)).isEqualTo("1 A; 2 B");
    }

    @Test
    void keyMayBeAUniqueIndexInsteadOfAPrimaryKey() {
        Mirror mirror = mirror("create table public.t (serial bigint generated always as identity primary key,"
                + " id bigint not null unique, name text, badge text)");

        load(mirror, "a", file().insert(1, 7L, "seven", null));
        load(mirror, "b", file().update(2, 7L, "sieben", null));

        assertThat(mirror.value("select concat_ws(' ', serial, id, name) from public.t"))
                .isEqualTo("1 7 sieben");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"interval(0) | 1.5 seconds", "numeric(5,1)[] | {1.25}", "timetz(0) | 10:00:00.5+00"})
    void castTextThatWouldBeRoundedIsRefused(String type, String value) {
        Mirror mirror = mirror("create table public.t (id bigint primary key, name " + type + ", badge text)")
                .with("target.on-new-column = fail");
        mirror.put(FOLDER + "a.parquet", file().insert(1, 1L, value, null).bytes());

        assertThat(mirror.run("load", "--hour", HOUR).exitCode()).isEqualTo(3);
    }

    private static Mirror mirror(String table) {
        Mirror mirror = Mirror.of("public.t", "id").with("load.lookback = 0s").sql(table);
        mirror.must("init");
        return mirror;
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }

    private static Outcome load(Mirror mirror, String name, ChangeFile file) {
        return mirror.put(FOLDER + name + ".parquet", file.bytes()).must("load", "--hour", HOUR);
    }

    private static String rows(Mirror mirror) {
        return mirror.value("select string_agg(concat_ws(' ', id, name), '; ' order by id) from public.t");
    }
}
