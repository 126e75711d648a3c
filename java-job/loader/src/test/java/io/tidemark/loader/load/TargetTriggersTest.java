package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row-level triggers of a target may change values, but no row is lost to one without a word. */
class TargetTriggersTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary line (STRING)");
    private static final String HOUR = "2024-05-01T00:00Z";
    private static final String TABLE = "create table public.t (id bigint primary key, line text);"
            + " insert into public.t values (2, 'two'), (3, 'three')";

    @ParameterizedTest
    @ValueSource(strings = {"hard", "soft"})
    void valuesThatATriggerChangesCountLikeAnyOther(String deletes) {
        Mirror mirror = mirror(TABLE, deletes, "before insert or update", "new.line := upper(new.line); return new;");
        put(mirror, file().insert(1, 1L, "one").update(2, 2L, "zwei").delete(3, 3L, null));

        Outcome loaded = mirror.must("load", "--hour", HOUR);

        assertThat(counts(loaded)).isEqualTo("1 1 1 0 0");
        assertThat(mirror.value(
                        "select string_agg(concat_ws(' ', id, line), '; ' order by id) from public.t where id < 3"))
                .isEqualTo("1 ONE; 2 ZWEI");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "before insert | return null; | 1",
                "before update | return null; | 2",
                "before update | if new.id = 2 then return old; end if; return new; | 2",
                "before insert | new.id := new.id + 100; return new; | 1",
                "before insert | new._cdc_position := null; return new; | 1"
            })
    void rowThatATriggerDropsIsRefused(String event, String body, int row) {
        Mirror mirror = mirror(TABLE, "hard", event, body);
        put(mirror, file().insert(1, 1L, "one").update(2, 2L, "zwei"));

        Outcome refused = mirror.run("load", "--hour", HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.summary().path("error").path("message").asText())
                .contains("part-1.parquet, row " + row
                        + ": the target does not take the row as it is; one of its triggers"
                        + " [meddle] drops it, or changes its key or position: disable that trigger");
        mirror.sql("alter table public.t disable trigger meddle");
        assertThat(counts(mirror.must("load", "--hour", HOUR))).isEqualTo("1 1 0 0 0");
    }

    @ParameterizedTest
    @CsvSource({"hard, delete", "soft, update"})
    void deleteThatATriggerDropsIsRefused(String deletes, String event) {
        Mirror mirror = mirror(TABLE, deletes, "before " + event, "return null;");
        put(mirror, file().delete(1, 2L, null).delete(2, 9L, null));

        Outcome refused = mirror.run("load", "--hour", HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.summary().path("error").path("message").asText())
                .contains("the target does not take the row as it is; one of its triggers [meddle] drops it");
        mirror.sql("alter table public.t disable trigger meddle");
        assertThat(counts(mirror.must("load", "--hour", HOUR))).isEqualTo("0 0 1 1 0");
    }

    @Test
    void triggerOfAPartitionIsSeen() {
        Mirror mirror = mirror(
                "create table public.t (id bigint primary key, line text) partition by range (id);"
                        + " create table public.p partition of public.t for values from (0) to (10)",
                "hard",
                "",
                "return null;");
        mirror.sql("create trigger meddle before insert on public.p for each row execute function public.meddle()");
        put(mirror, file().insert(1, 1L, "one"));

        assertThat(mirror.run("load", "--hour", HOUR).exitCode()).isEqualTo(3);
    }

    @Test
    void rowsThatATriggerAddsToTheTargetAreRefused() {
        Mirror mirror = mirror(
                TABLE,
                "hard",
                "after insert",
                "if new.id < 100 then insert into public.t values (new.id + 100), (new.id + 200); end if; return null;");
        put(mirror, file().insert(1, 1L, "one"));

        Outcome refused = mirror.run("load", "--hour", HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.summary().path("error").path("message").asText())
                .contains("public.t: a trigger of the target inserts rows into it, which are not the source's");
    }

    @Test
    void doctorNamesTriggersThatRunBeforeARowIsWritten() {
        Mirror mirror = mirror(TABLE, "hard", "before insert", "return new;");

        assertThat(mirror.run("doctor").summary().path("findings").toString())
                .contains("triggers run before a row is written: [meddle]; each load looks whether they let"
                        + " every row pass, and fails if not");
    }

    private static Mirror mirror(String table, String deletes, String event, String body) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s", "target.deletes = " + deletes)
                .sql(table);
        mirror.must("init");
        mirror.sql("create function public.meddle() returns trigger language plpgsql as $$ begin " + body + " end $$");
        if (!event.isEmpty()) {
            mirror.sql("create trigger meddle " + event + " on public.t for each row execute function public.meddle()");
        }
        return mirror;
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }

    private static void put(Mirror mirror, ChangeFile file) {
        mirror.put("year=2024/month=05/day=01/hour=00/part-1.parquet", file.bytes());
    }

    private static String counts(Outcome loaded) {
        return loaded.count("inserted") + " " + loaded.count("updated") + " " + loaded.count("deleted") + " "
                + loaded.count("absent") + " " + loaded.count("stale");
    }
}
