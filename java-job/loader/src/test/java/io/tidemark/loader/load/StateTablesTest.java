package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.loader.model.ExitCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What loads write into the state tables: design, section 3. */
class StateTablesTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)");
    private static final String FIRST_HOUR = "2024-05-01T00:00Z";

    private static final String WATERMARK = """
            select to_char(hour at time zone 'UTC', 'DD HH24') as hour, state, objects, changes, inserted, updated, deleted,
                   absent, superseded, stale, quarantined, tidemark.position_text(newest_position) as position,
                   to_char(newest_commit at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') as commit, run_id, attempts,
                   jar_version, loaded_at between now() - interval '1 minute' and now() as recent
              from tidemark.watermark
             where pipeline = 'mirror'
             order by hour
            """;

    private Mirror mirror = Mirror.of("public.t", "id");

    @BeforeEach
    void prepare() {
        mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s")
                .environment("TIDEMARK_RUN_ID", "scheduled__1")
                .environment("TIDEMARK_TRY_NUMBER", "3")
                .sql("create table public.t (id bigint primary key, name text)");
        mirror.must("init");
    }

    @Test
    void watermarkCountsEveryFate() {
        put(0, "a", file().insert(1, 1L, "one").insert(2, 2L, "two").delete(3, 3L, null));
        put(0, "b", file().update(5, 1L, "uno").move(4, List.of(2L), 4L, "four"));

        mirror.must("load", "--hour", FIRST_HOUR);

        assertThat(mirror.rows(WATERMARK))
                .singleElement()
                .satisfies(row -> assertThat(row.toString())
                        .isEqualTo(
                                "{hour=01 00, state=loaded, objects=2, changes=6, inserted=2, updated=0, deleted=0, absent=2,"
                                        + " superseded=2, stale=0, quarantined=0, position=" + ChangeFile.sequence(5)
                                        + ", commit=2024-05-01 00:00:05.000, run_id=scheduled__1, attempts=1,"
                                        + " jar_version=development, recent=true}"));
    }

    @Test
    void lateObjectsAddToTheCounts() {
        put(0, "a", file().update(10, 1L, "new"));
        mirror.must("load", "--hour", FIRST_HOUR);
        put(0, "b", file().insert(5, 1L, "old").insert(6, 2L, "two"));
        mirror.environment("TIDEMARK_RUN_ID", "scheduled__2").must("load", "--hour", FIRST_HOUR);

        Map<String, Object> row = mirror.rows(WATERMARK).get(0);

        assertThat(row)
                .containsEntry("objects", 2L)
                .containsEntry("changes", 3L)
                .containsEntry("inserted", 2L)
                .containsEntry("stale", 1L)
                .containsEntry("position", ChangeFile.sequence(10))
                .containsEntry("run_id", "scheduled__2")
                .containsEntry("attempts", 2);
    }

    @Test
    void emptyHourIsRememberedAsEmptyUntilAnObjectComes() {
        Outcome empty = mirror.must("load", "--hour", FIRST_HOUR);
        Map<String, Object> before = mirror.rows(WATERMARK).get(0);
        Outcome again = mirror.must("load", "--hour", FIRST_HOUR);
        put(0, "late", file().insert(1, 1L, "one"));
        mirror.must("load", "--hour", FIRST_HOUR);

        assertThat(empty.summary().path("outcome").asText()).isEqualTo("loaded");
        assertThat(before)
                .containsEntry("state", "empty")
                .containsEntry("objects", 0L)
                .containsEntry("position", null)
                .containsEntry("commit", null);
        assertThat(again.summary().path("outcome").asText()).isEqualTo("nothing-new");
        assertThat(mirror.rows(WATERMARK))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("state", "loaded")
                        .containsEntry("objects", 1L)
                        .containsEntry("attempts", 2));
    }

    @Test
    void ledgerHoldsEveryObject() {
        put(0, "a", file().insert(2, 1L, "one").update(1, 1L, "zero").delete(7, 2L, null));
        mirror.put("LOAD00000001.parquet", file().insert(0, 9L, "nine").loadBytes());
        mirror.must("load", "--hour", FIRST_HOUR);
        mirror.must("full-load");

        assertThat(mirror.rows("""
                        select replace(l.object_key, '%s', '') as key, hour is null as full, length(etag) as etag, size > 500 as sized,
                               inserts, updates, deletes, tidemark.position_text(first_position) as first,
                               tidemark.position_text(last_position) as last, l.run_id, h.avro_schema like '{%%' as known
                          from tidemark.object_ledger l
                          left join tidemark.schema_history h on h.fingerprint = l.schema_fingerprint
                         order by key
                        """.formatted(mirror.prefix())))
                .extracting(Object::toString)
                .containsExactly(
                        "{key=LOAD00000001.parquet, full=true, etag=32, sized=true, inserts=1, updates=0, deletes=0,"
                                + " first=, last=, run_id=scheduled__1, known=true}",
                        "{key=year=2024/month=05/day=01/hour=00/a.parquet, full=false, etag=32, sized=true, inserts=1,"
                                + " updates=1, deletes=1, first=" + ChangeFile.sequence(1) + ", last="
                                + ChangeFile.sequence(7) + ", run_id=scheduled__1, known=true}");
    }

    @Test
    void schemaHistoryHasEachSchemaOnce() {
        put(0, "a", file().insert(1, 1L, "one"));
        put(0, "b", file().insert(2, 2L, "two"));
        put(1, "c", ChangeFile.of(List.of("int64 id", "int32 age"), "id").insert(3, 3L, 33));
        mirror.must("load", "--from", FIRST_HOUR, "--to", "2024-05-01T02:00Z");
        mirror.must("load", "--hour", FIRST_HOUR, "--reapply");

        assertThat(mirror.rows(
                                "select regexp_replace(object_key, '.*/', '') as first, ddl::text, avro_schema::jsonb"
                                        + " #>> '{fields,3,name}' as column from tidemark.schema_history order by first_seen_at")
                        .toString())
                .isEqualTo(
                        "[{first=a.parquet, ddl={}, column=name}, {first=c.parquet,"
                                + " ddl={\"alter table \\\"public\\\".\\\"t\\\" add column if not exists \\\"age\\\" integer\"}, column=age}]");
    }

    @Test
    void stateThatIsNotCompleteIsNotLoadedInto() {
        put(0, "a", file().insert(1, 1L, "one"));
        mirror.sql("drop view tidemark.high_watermark");

        Outcome refused = mirror.run("load", "--hour", FIRST_HOUR);

        assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(refused.text())
                .contains(
                        "target table public.t of pipeline mirror is not prepared: run init once with this configuration");
        assertThat(mirror.value("select count(*) from public.t")).isEqualTo("0");
        mirror.must("init");
        mirror.must("load", "--hour", FIRST_HOUR);
        assertThat(mirror.value("select count(*) from public.t")).isEqualTo("1");
    }

    @Test
    void everyAttemptIsInTheRunLog() {
        put(0, "a", file().insert(1, 1L, "one"));
        mirror.must("load", "--hour", FIRST_HOUR);
        mirror.must("load", "--hour", FIRST_HOUR);
        assertThat(mirror.run("full-load").exitCode()).isEqualTo(4);

        assertThat(mirror.rows("""
                        select run_id, command, to_char(hour at time zone 'UTC', 'DD HH24') as hour, actor, try_number, outcome,
                               exit_code, error_class, error_message like '%no LOAD files at s3://%' as message,
                               started_at <= finished_at as ordered
                          from tidemark.run order by id
                        """))
                .extracting(Object::toString)
                .containsExactly(
                        "{run_id=scheduled__1, command=load, hour=01 00, actor=postgres, try_number=3, outcome=loaded,"
                                + " exit_code=0, error_class=null, message=null, ordered=true}",
                        "{run_id=scheduled__1, command=load, hour=01 00, actor=postgres, try_number=3,"
                                + " outcome=nothing-new, exit_code=0, error_class=null, message=null, ordered=true}",
                        "{run_id=scheduled__1, command=full-load, hour=null, actor=postgres, try_number=3, outcome=failed,"
                                + " exit_code=4, error_class=NotReadyException, message=true, ordered=true}");
    }

    @Test
    void refusedHourLeavesNothingButItsRun() {
        put(0, "a", file().insert(1, 1L, "one"));
        put(0, "b", file().insert(2, null, "no key"));

        Outcome refused = mirror.run("load", "--hour", FIRST_HOUR);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(mirror.value("select concat_ws(' ', (select count(*) from public.t),"
                        + " (select count(*) from tidemark.watermark), (select count(*) from tidemark.object_ledger),"
                        + " (select count(*) from tidemark.schema_history),"
                        + " (select string_agg(outcome || exit_code || error_class, ' ') from tidemark.run))"))
                .isEqualTo("0 0 0 0 failed3DataRefusedException");
    }

    @Test
    void highWatermarkStopsAtTheFirstGap() {
        put(0, "a", file().insert(1, 1L, "one"));
        put(3, "d", file().insert(40, 4L, "four"));
        mirror.must("load", "--from", FIRST_HOUR, "--to", "2024-05-01T02:00Z");
        Outcome beyond = mirror.must("load", "--hour", "2024-05-01T03:00Z");
        String high =
                "select concat_ws(', ', to_char(hour at time zone 'UTC', 'HH24'), to_char(loaded_until at time zone"
                        + " 'UTC', 'HH24'), to_char(newest_commit at time zone 'UTC', 'HH24:MI:SS'), freshness > '1 year')"
                        + " from tidemark.high_watermark where pipeline = 'mirror'";

        assertThat(beyond.summary()
                        .path("pipelines")
                        .path(0)
                        .path("high_watermark")
                        .asText())
                .isEqualTo("2024-05-01T01:00Z");
        assertThat(mirror.value(high)).isEqualTo("01, 02, 00:00:01, t");

        Outcome closed = mirror.must("load", "--hour", "2024-05-01T02:00Z");
        assertThat(closed.summary()
                        .path("pipelines")
                        .path(0)
                        .path("high_watermark")
                        .asText())
                .isEqualTo("2024-05-01T03:00Z");
        assertThat(mirror.value(high)).isEqualTo("03, 04, 00:00:40, t");
    }

    private void put(int hour, String name, ChangeFile file) {
        mirror.put("year=2024/month=05/day=01/hour=0" + hour + "/" + name + ".parquet", file.bytes());
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }
}
