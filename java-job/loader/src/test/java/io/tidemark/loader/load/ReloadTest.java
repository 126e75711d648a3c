package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells a reload from a full load that goes on, when it began, and what it leaves in the state tables. */
class ReloadTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)");
    private static final String HOUR = "2024-05-01T00:00Z";
    private static final String STATE = "select concat_ws(' ', (select string_agg(id || name, ',' order by id) from"
            + " public.t), (select count(*) from tidemark.object_ledger), (select count(*) from tidemark.generation),"
            + " (select count(*) from tidemark.tombstone__mirror))";

    private final Mirror mirror = mirror();

    @Test
    void loadFileWithAnotherContentIsRefusedAndTheWayOutIsSaid() {
        load("LOAD00000001", 0, "1 a").must("full-load");
        load("LOAD00000001", 100, "1 b");

        Outcome refused = mirror.run("full-load");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains(
                        "LOAD00000001.parquet: this LOAD file was loaded before with another content, so the table was"
                                + " reloaded at the source; its rows would mix two generations: when the full load at the source"
                                + " is complete, run full-load --reload");
        assertThat(rows()).isEqualTo("1a");
        mirror.must("full-load", "--reload");
        assertThat(rows()).isEqualTo("1b");
        assertThat(mirror.must("full-load").count("objects")).isZero();
    }

    @Test
    void otherFilesInThePlaceOfThoseThatWereLoadedAreRefused() {
        load("LOAD00000001", 0, "1 a").must("full-load");
        mirror.remove("LOAD00000001.parquet");
        load("SEGMENT1_LOAD00000001", 100, "1 b");

        Outcome refused = mirror.run("full-load");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains(
                        "SEGMENT1_LOAD00000001.parquet: this LOAD file is new, and others that were loaded are gone, so"
                                + " the table was reloaded at the source");
        assertThat(rows()).isEqualTo("1a");
    }

    @Test
    void loadedFilesMayBeRemovedFromS3() {
        load("LOAD00000001", 0, "1 a");
        load("LOAD00000002", 0, "2 b").must("full-load");
        mirror.remove("LOAD00000001.parquet");

        assertThat(mirror.must("full-load").count("objects")).isZero();
        assertThat(rows()).isEqualTo("1a,2b");
    }

    @Test
    void fileOfAnEarlierGenerationThatComesBackIsRefused() {
        load("LOAD00000001", 0, "1 a").must("full-load");
        load("LOAD00000001", 100, "1 b").must("full-load", "--reload");
        load("LOAD00000001", 0, "1 a");

        assertThat(mirror.run("full-load").exitCode()).isEqualTo(3);
        Outcome older = mirror.run("full-load", "--reload");

        assertThat(older.exitCode()).isEqualTo(3);
        assertThat(older.text())
                .contains("pipeline mirror, full load: it began at 2024-05-01T00:00 in UTC, not after the one that is"
                        + " loaded; reload the table at the source, or, if that was done and its LOAD files repeat the"
                        + " start of the task, say by --started-at when it began");
        assertThat(rows()).isEqualTo("1b");
    }

    @Test
    void startThatIsGivenBeatsTheTimestamps() {
        load("LOAD00000001", 100, "1 a").must("full-load", "--reload");
        load("LOAD00000001", 100, "2 b");

        mirror.must("full-load", "--reload", "--started-at", "2024-05-01T02:10:00+02:00");

        assertThat(rows()).isEqualTo("2b");
        assertThat(mirror.value("select string_agg(concat_ws(' ', number, tidemark.position_time(position) at time"
                        + " zone 'UTC'), ', ' order by number) from tidemark.generation"))
                .isEqualTo("1 2024-05-01 00:00:40, 2 2024-05-01 00:09:00");
    }

    @ParameterizedTest
    @CsvSource({"100, 41, changed", "100, 39, again"})
    void changesWithinTheMarginBeforeTheStartStillWin(long start, long change, String winner) {
        mirror.put(
                        "year=2024/month=05/day=01/hour=00/a.parquet",
                        file().update(change, 1L, "changed").bytes())
                .must("load", "--hour", HOUR);
        load("LOAD00000001", start, "1 again").must("full-load", "--reload");

        assertThat(rows()).isEqualTo("1" + winner);
    }

    @Test
    void reloadStartsWithTheEarliestOfAllRows() {
        mirror.with("load.reload-margin = 0s")
                .put(
                        "LOAD00000001.parquet",
                        file().insert(300, 1L, "a").insert(200, 2L, "b").loadBytes())
                .put("LOAD00000002.parquet", file().insert(250, 3L, "c").loadBytes())
                .must("full-load", "--reload");

        assertThat(mirror.value("select string_agg(distinct tidemark.position_text(_cdc_position), ' ') from public.t"))
                .isEqualTo("2024050100032000" + "0".repeat(19));
    }

    @Test
    void reloadIsRemembered() {
        load("LOAD00000001", 0, "1 a").must("full-load");
        load("LOAD00000001", 100, "1 b");
        load("LOAD00000002", 100, "2 b").must("full-load", "--reload");

        assertThat(mirror.rows("select replace(object_key, '" + mirror.prefix() + "', '') as key, generation,"
                                + " tidemark.position_text(first_position) as first from tidemark.object_ledger"
                                + " order by generation, key")
                        .toString())
                .isEqualTo("[{key=LOAD00000001.parquet, generation=0, first=}, {key=LOAD00000001.parquet, generation=1,"
                        + " first=2024050100004000" + "0".repeat(19) + "}, {key=LOAD00000002.parquet, generation=1,"
                        + " first=2024050100004000" + "0".repeat(19) + "}]");
        assertThat(mirror.must("status").text())
                .contains("  reloaded (1): changes before 2024-05-01T00:00:40Z count no more");
    }

    @Test
    void reloadCountsWhatIsGone() {
        mirror.sql("insert into public.t values (7, 'x'), (8, 'y')");
        load("LOAD00000001", 100, "1 a");

        Outcome reloaded = mirror.must("full-load", "--reload");

        assertThat(reloaded.count("gone")).isEqualTo(2);
        assertThat(reloaded.count("changes")).isEqualTo(3);
        assertThat(reloaded.count("applied")).isEqualTo(3);
        assertThat(reloaded.text()).contains("3 changes: 1 inserted, 0 updated, 2 deleted (2 not in the reload)");
    }

    @Test
    void reloadThatFailsLeavesTheOldGeneration() {
        load("LOAD00000001", 0, "1 a", "2 a").must("full-load");
        mirror.put(
                        "year=2024/month=05/day=01/hour=00/a.parquet",
                        file().delete(10, 2L, null).bytes())
                .must("load", "--hour", HOUR);
        String before = mirror.value(STATE);
        load("LOAD00000001", 100, "1 b");
        mirror.put("LOAD00000002.parquet", file().insert(100, null, "no key").loadBytes());

        assertThat(mirror.run("full-load", "--reload").exitCode()).isEqualTo(3);

        assertThat(before).isEqualTo("1a 2 1 1");
        assertThat(mirror.value(STATE).replaceFirst("\\d+ (?=\\d+$)", "N "))
                .isEqualTo(before.replaceFirst("\\d+ (?=\\d+$)", "N "));
        load("LOAD00000002", 100, "3 b").must("full-load", "--reload");
        assertThat(rows()).isEqualTo("1b,3b");
    }

    @Test
    void filesOfDifferentColumnsAreOneReload() {
        mirror.sql("insert into public.t values (1, 'old'), (2, 'old'), (3, 'old')");
        load("LOAD00000001", 100, "1 new");
        mirror.put(
                "LOAD00000002.parquet",
                ChangeFile.of(List.of("int64 id"), "id").insert(100, 2L).loadBytes());

        assertThat(mirror.must("full-load", "--reload").count("gone")).isEqualTo(1);

        assertThat(rows()).isEqualTo("1new,2old");
    }

    @Test
    void filesWithoutTimestampsNeedToBeToldWhenTheReloadBegan() {
        mirror.put(
                "LOAD00000001.parquet",
                ParquetFixture.of("message t { optional int64 id; optional binary name (STRING); }")
                        .row(1L, "a")
                        .bytes());

        Outcome refused = mirror.run("full-load", "--reload");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains(
                        "LOAD00000001.parquet: no column \"dms_commit_ts\" (source.timestamp-column), so that it does not"
                                + " say when its full load began; say it by --started-at");
        mirror.must("full-load", "--reload", "--started-at", "2024-05-01T00:00:00Z");
        assertThat(rows()).isEqualTo("1a");
    }

    @Test
    void rowsWithoutTimeAreRefused() {
        mirror.put(
                "LOAD00000001.parquet",
                ParquetFixture.of("message t { optional binary dms_commit_ts (STRING); optional int64 id; }")
                        .row("2024-05-01 00:00:00.000000", 1L)
                        .row(null, 2L)
                        .bytes());

        Outcome refused = mirror.run("full-load", "--reload");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains(
                        "LOAD00000001.parquet, row 2, column \"dms_commit_ts\": no time in a full-load object; expected"
                                + " when the row was read");
    }

    @Test
    void filesWithoutRowsNeedToBeToldWhenTheReloadBegan() {
        mirror.sql("insert into public.t values (1, 'old')").put("LOAD00000001.parquet", file().loadBytes());

        Outcome refused = mirror.run("full-load", "--reload");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains("the LOAD files have no rows, so that they do not say when it began; say it by --started-at");
        mirror.must("full-load", "--reload", "--started-at", "2024-05-01T00:00:00Z");
        assertThat(mirror.value("select count(*) from public.t")).isEqualTo("0");
    }

    @Test
    void startThatIsYetToComeIsRefused() {
        load("LOAD00000001", 100, "1 a");

        Outcome refused = mirror.run("full-load", "--reload", "--started-at", "2999-01-01T00:00:00Z");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains("its start, 2999-01-01T00:00 in UTC, is yet to come: every change until then would count as"
                        + " older; say by --started-at when the source began it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--started-at=2024-05-01T00:00:00Z   | --started-at goes with --reload",
                "--reload --started-at=2024-05-01    | not a time: '2024-05-01'; expected one with its offset, e.g. 2026"
            })
    void optionsThatCannotBeAreRefused(String options, String message) {
        String[] command = ("full-load " + options).split(" ", 0);

        Outcome refused = mirror.run(command);

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.text()).contains(message);
    }

    private static Mirror mirror() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s")
                .sql("create table public.t (id bigint primary key, name text)");
        mirror.must("init");
        return mirror;
    }

    /** Uploads a LOAD file of a full load that began at a time; each row is written as id and name. */
    private Mirror load(String name, long at, String... rows) {
        ChangeFile file = file();
        for (String row : rows) {
            String[] words = row.split(" ", 2);
            file.insert(at, Long.valueOf(words[0]), words[1]);
        }
        return mirror.put(name + ".parquet", file.loadBytes());
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }

    private String rows() {
        return mirror.value("select string_agg(id || name, ',' order by id) from public.t");
    }
}
