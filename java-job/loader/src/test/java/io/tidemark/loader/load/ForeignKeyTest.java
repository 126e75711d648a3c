package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Targets with foreign keys: another table's load may have to come first, and a retry then succeeds. */
class ForeignKeyTest {

    private static final List<String> COLUMNS = List.of("int64 id", "int64 parent", "binary badge (STRING)");
    private static final String HOUR = "2024-05-01T00:00Z";

    @Test
    void rowThatRefersToARowOfAnotherTableWaitsForIt() {
        Mirror mirror = mirror(
                "create table public.\"Parent\" (id bigint primary key);"
                        + " create table public.t (id bigint primary key, parent bigint references public.\"Parent\", badge text)");
        put(mirror, file().insert(1, 1L, null, null).insert(2, 2L, 7L, null));

        Outcome early = mirror.run("load", "--hour", HOUR);

        assertThat(early.exitCode()).as("Airflow tries it again later").isEqualTo(4);
        assertThat(message(early))
                .endsWith(
                        "part-1.parquet, row 2: a reference to a row that is not there, constraint \"t_parent_fkey\", table"
                                + " \"t\" (SQLSTATE 23503); load \"Parent\" up to the same hour first, then retry; tables that need"
                                + " each other never get there: drop the foreign key, which the source has checked already");
        assertThat(mirror.value("select count(*) from public.t")).isEqualTo("0");
        mirror.sql("insert into public.\"Parent\" values (7)");
        assertThat(mirror.must("load", "--hour", HOUR).count("inserted")).isEqualTo(2);
    }

    @Test
    void partitionThatRefersToAnotherTableCountsAsTheTarget() {
        Mirror mirror = mirror("create table public.parent (id bigint primary key);"
                + " create table public.t (id bigint primary key, parent bigint references public.parent, badge text)"
                + " partition by range (id); create table public.p partition of public.t default");
        put(mirror, file().insert(1, 1L, 7L, null));

        Outcome early = mirror.run("load", "--hour", HOUR);

        assertThat(early.exitCode()).isEqualTo(4);
        assertThat(message(early)).contains("constraint \"t_parent_fkey\"", "; load parent up to the same hour first");
    }

    @Test
    void deferredForeignKeyIsCheckedBeforeTheCommit() {
        Mirror mirror = mirror("create table public.parent (id bigint primary key);"
                + " create table public.t (id bigint primary key, parent bigint references public.parent"
                + " deferrable initially deferred, badge text)");
        put(mirror, file().insert(1, 2L, 7L, null));

        Outcome early = mirror.run("load", "--hour", HOUR);

        assertThat(early.exitCode()).isEqualTo(4);
        assertThat(message(early)).contains("constraint \"t_parent_fkey\"", "; load parent up to the same hour first");
    }

    @Test
    void rowThatOthersReferToStaysUntilTheyAreGone() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, parent bigint, badge text);"
                + " create table public.child (id bigint primary key, t bigint references public.t);"
                + " insert into public.t values (1), (2); insert into public.child values (10, 1)");
        put(mirror, file().delete(1, 1L, null, null).delete(2, 2L, null, null));

        Outcome early = mirror.run("load", "--hour", HOUR);

        assertThat(early.exitCode()).isEqualTo(4);
        assertThat(message(early))
                .contains(
                        "merging into \"public\".\"t\": a reference to a row that is not there, constraint"
                                + " \"child_t_fkey\", table \"child\"",
                        "; load child up to the same hour first, then retry");
        mirror.sql("delete from public.child");
        assertThat(mirror.must("load", "--hour", HOUR).count("deleted")).isEqualTo(2);
    }

    @Test
    void rowsOfOneTableMayReferToEachOtherInAnyOrder() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, parent bigint references public.t"
                + " deferrable, badge text); insert into public.t values (1, null), (2, 1)");
        put(
                mirror,
                file().update(1, 2L, 3L, null)
                        .delete(2, 1L, null, null)
                        .insert(3, 3L, 4L, null)
                        .insert(4, 4L, null, null));

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value("select string_agg(concat_ws('>', id, parent), ' ' order by id) from public.t"))
                .isEqualTo("2>3 3>4 4");
    }

    @Test
    void rowsOfOneTableThatAreCheckedTooEarlyAskForADeferrableForeignKey() {
        Mirror mirror =
                mirror("create table public.t (id bigint primary key, parent bigint references public.t, badge text);"
                        + " insert into public.t values (1, null), (2, 1)");
        put(mirror, file().update(1, 2L, 3L, null).delete(2, 1L, null, null).insert(3, 3L, null, null));

        Outcome refused = mirror.run("load", "--hour", HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        String statement = "alter table \"public\".\"t\" alter constraint t_parent_fkey deferrable";
        assertThat(message(refused))
                .endsWith("; the target's own rows are checked before all changes of the load are in, so run: "
                        + statement);
        mirror.sql(statement);
        mirror.must("load", "--hour", HOUR);
        assertThat(mirror.value("select string_agg(concat_ws('>', id, parent), ' ' order by id) from public.t"))
                .isEqualTo("2>3 3");
    }

    @Test
    void uniqueValueIsNotHandedOverWhereAnotherTableForbidsIt() {
        Mirror mirror = mirror(
                "create table public.t (id bigint primary key, parent bigint, badge text unique);"
                        + " create table public.child (id bigint references public.t on delete restrict);"
                        + " insert into public.t values (1, null, 'gold'), (2, null, 'silver'); insert into public.child values (1)");
        put(mirror, file().update(1, 1L, null, "silver").update(2, 2L, null, "gold"));

        Outcome refused = mirror.run("load", "--hour", HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains(
                        "foreign keys of [child] would act on that (on delete cascade, set or restrict): drop that action,"
                                + " or make the unique constraint deferrable");
        mirror.sql("alter table public.t drop constraint t_badge_key, add unique (badge) deferrable");
        mirror.must("load", "--hour", HOUR);
        assertThat(mirror.value("select string_agg(badge, ' ' order by id) from public.t"))
                .isEqualTo("silver gold");
    }

    private static Mirror mirror(String table) {
        Mirror mirror = Mirror.of("public.t", "id").with("load.lookback = 0s").sql(table);
        mirror.must("init");
        return mirror;
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }

    private static void put(Mirror mirror, ChangeFile file) {
        mirror.put("year=2024/month=05/day=01/hour=00/part-1.parquet", file.bytes());
    }

    private static String message(Outcome refused) {
        return refused.summary().path("error").path("message").asText();
    }
}
