package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes are forgotten after a time; what could bring back a deleted row is refused from then on. */
class TombstonePruningTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)");
    private static final String REFUSED =
            "a change so old that deletes after it were forgotten, which were pruned up to"
                    + " 2024-05-01T00:00:21Z: it could bring back a deleted row; reload the table at the source and run full-load"
                    + " --reload, and raise load.tombstone-retention if objects come that late";

    private Mirror mirror = mirror("hard");

    @Test
    void tombstonesGoByTheTimeOfRecordingAndWithThemAllThatAreNotNewer() {
        put(1, "a", file().delete(10, 1L, null).delete(21, 2L, null).delete(22, 3L, null));
        mirror.must("load", "--hour", hour(1));
        age("id < 3");
        put(2, "b", file().delete(20, 4L, null));
        mirror.must("load", "--hour", hour(2));

        assertThat(tombstones()).isEqualTo("3");
        assertThat(horizon()).isEqualTo(ChangeFile.sequence(21));
    }

    @Test
    void whatWasRecordedLatelyStaysHoweverLongAgoItWasCommitted() {
        put(1, "a", file().delete(10, 1L, null));
        mirror.must("load", "--hour", hour(1));
        mirror.must("load", "--hour", hour(2));

        assertThat(tombstones()).isEqualTo("1");
        assertThat(horizon()).isEqualTo("none");
    }

    @Test
    void tombstonesAreLookedThroughOnceADay() {
        put(1, "a", file().delete(10, 1L, null));
        mirror.must("load", "--hour", hour(1));
        mirror.sql("update tidemark.tombstone__mirror set _cdc_recorded_at = now() - interval '91 days'");

        mirror.must("load", "--hour", hour(2));
        assertThat(tombstones()).isEqualTo("1");

        mirror.sql("update tidemark.generation set pruned_at = now() - interval '25 hours'");
        mirror.must("load", "--hour", hour(3));
        assertThat(tombstones()).isEqualTo("none");
    }

    @Test
    void deleteWithACommitTimeOfDaysToComeMovesNoHorizon() {
        put(1, "a", file().delete(10, 1L, null).delete(2_000_000_000L, 2L, null));
        mirror.must("load", "--hour", hour(1));
        age("true");
        mirror.must("load", "--hour", hour(2));

        assertThat(tombstones()).isEqualTo("2");
        assertThat(horizon()).isEqualTo(ChangeFile.sequence(10));
    }

    @Test
    void neverMeansNever() {
        mirror.with("load.tombstone-retention = never");
        put(1, "a", file().delete(10, 1L, null));
        mirror.must("load", "--hour", hour(1));
        age("true");
        mirror.must("load", "--hour", hour(2));

        assertThat(tombstones()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hard", "soft"})
    void objectFromBeforeTheHorizonIsRefused(String deletes) {
        mirror = mirror(deletes);
        prune();
        String before = live();
        put(1, "late", file().insert(30, 8L, "fine").insert(5, 1L, "back"));

        Outcome refused = mirror.run("load", "--hour", hour(1));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text()).contains("hour=01/late.parquet, row 2: " + REFUSED);
        assertThat(refused.summary()
                        .path("pipelines")
                        .path(0)
                        .path("error")
                        .path("class")
                        .asText())
                .isEqualTo("DataRefusedException");
        assertThat(live()).isEqualTo(before).isEqualTo("3three");
    }

    @Test
    void changeAtTheHorizonIsRefusedAndTheNextOneIsNot() {
        prune();
        put(1, "at", file().insert(21, 9L, "at"));
        assertThat(mirror.run("load", "--hour", hour(1)).exitCode()).isEqualTo(3);

        put(1, "at", file().insert(22, 9L, "above"));
        mirror.must("load", "--hour", hour(1));
        assertThat(live()).isEqualTo("3three,9above");
    }

    @Test
    void deletesFromBeforeTheHorizonBringNothingBack() {
        prune();
        put(1, "late", file().delete(5, 3L, null).delete(6, 7L, null).insert(4, 7L, "seven"));

        Outcome loaded = mirror.must("load", "--hour", hour(1));

        assertThat(loaded.count("deleted")).isEqualTo(1);
        assertThat(loaded.count("absent")).isEqualTo(1);
        assertThat(loaded.count("superseded")).isEqualTo(1);
        assertThat(live()).isEqualTo("none");
    }

    @Test
    void loadedHourIsNothingNewBelowTheHorizon() {
        prune();

        Outcome again = mirror.must("load", "--hour", hour(0));

        assertThat(again.summary().path("outcome").asText()).isEqualTo("nothing-new");
    }

    @Test
    void hourIsNotReappliedBelowTheHorizon() {
        prune();

        Outcome refused = mirror.run("load", "--hour", hour(0), "--reapply");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text()).contains("hour=00/first.parquet, row 1: " + REFUSED);
    }

    @Test
    void loadFileIsRefusedOnceDeletesAreForgotten() {
        prune();
        mirror.put("LOAD00000001.parquet", file().insert(0, 1L, "back").loadBytes());

        Outcome refused = mirror.run("full-load");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text()).contains("LOAD00000001.parquet, row 1: " + REFUSED);
        assertThat(live()).isEqualTo("3three");
    }

    @Test
    void reloadEndsWhatWasForgotten() {
        prune();
        mirror.with("load.reload-margin = 0s")
                .put("LOAD00000001.parquet", file().insert(50, 4L, "again").loadBytes());
        mirror.must("full-load", "--reload");
        put(1, "late", file().insert(5, 1L, "back").insert(60, 5L, "new"));

        assertThat(mirror.must("load", "--hour", hour(1)).count("stale")).isEqualTo(1);
        assertThat(mirror.must("load", "--hour", hour(0), "--reapply").count("stale"))
                .isEqualTo(3);

        assertThat(live()).isEqualTo("4again,5new");
        assertThat(horizon()).isEqualTo("none");
    }

    @Test
    void reloadFromBeforeTheHorizonIsRefused() {
        prune();
        mirror.with("load.reload-margin = 0s")
                .put("LOAD00000001.parquet", file().insert(21, 1L, "back").loadBytes());

        Outcome refused = mirror.run("full-load", "--reload");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text())
                .contains(
                        "pipeline mirror, full load: it began at 2024-05-01T00:00:21 in UTC, and deletes since then were"
                                + " forgotten (load.tombstone-retention): its rows could bring back what was deleted; reload the"
                                + " table at the source again");
        assertThat(live()).isEqualTo("3three");
    }

    @Test
    void reloadForgetsTheDeletesFromBeforeIt() {
        put(1, "a", file().delete(10, 1L, null).delete(60, 2L, null));
        mirror.must("load", "--hour", hour(1));
        mirror.with("load.reload-margin = 0s")
                .put("LOAD00000001.parquet", file().insert(50, 2L, "deleted").loadBytes());
        mirror.must("full-load", "--reload");

        assertThat(tombstones()).isEqualTo("2");
        assertThat(horizon()).isEqualTo("none");
        assertThat(live()).isEqualTo("none");
    }

    @Test
    void statusAndDoctorSayTheHorizon() {
        prune();

        Outcome status = mirror.must("status");

        assertThat(status.text())
                .contains(
                        "  deletes are forgotten up to 2024-05-01T00:00:21Z: inserts and updates until then are refused");
        assertThat(status.summary().path("pipelines").path(0).path("generation").toString())
                .isEqualTo("{\"number\":0,\"position\":\"\",\"horizon\":\"" + ChangeFile.sequence(21) + "\"}");
        assertThat(mirror.run("doctor").text())
                .contains("ok       mirror, tombstones: deletes are forgotten up to 2024-05-01T00:00:21Z: objects with"
                        + " inserts or updates until then are refused");
    }

    /** Loads an hour whose deletes are forgotten up to position 21, and of which the row 3 is left, from position 2. */
    private void prune() {
        put(0, "first", file().insert(2, 3L, "three").insert(1, 1L, "one"));
        put(0, "second", file().delete(20, 1L, null).delete(21, 2L, null));
        mirror.must("load", "--hour", hour(0));
        age("true");
        mirror.must("load", "--hour", hour(9));
        assertThat(horizon()).isEqualTo(ChangeFile.sequence(21));
        assertThat(tombstones()).isEqualTo("none");
    }

    /** As if tombstones had been recorded long ago, and looked through the day before yesterday. */
    private void age(String which) {
        mirror.sql("update tidemark.tombstone__mirror set _cdc_recorded_at = now() - interval '91 days' where " + which
                + "; update tidemark.generation set pruned_at = now() - interval '2 days'");
    }

    private static Mirror mirror(String deletes) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s", "target.deletes = " + deletes)
                .sql("create table public.t (id bigint primary key, name text)");
        mirror.must("init");
        return mirror;
    }

    private void put(int hour, String name, ChangeFile file) {
        mirror.put("year=2024/month=05/day=01/hour=0" + hour + "/" + name + ".parquet", file.bytes());
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }

    private static String hour(int hour) {
        return String.format(Locale.ROOT, "2024-05-01T%02d:00Z", hour);
    }

    private String live() {
        boolean soft = !mirror.rows("select from pg_attribute where attrelid = 'public.t'::regclass"
                        + " and attname = '_cdc_deleted_at'")
                .isEmpty();
        return mirror.value("select coalesce(string_agg(id || name, ',' order by id), 'none') from public.t"
                + (soft ? " where _cdc_deleted_at is null" : ""));
    }

    private String tombstones() {
        return mirror.value(
                "select coalesce(string_agg(id::text, ' ' order by id), 'none') from tidemark.tombstone__mirror");
    }

    private String horizon() {
        return mirror.value("select coalesce((select tidemark.position_text(horizon) from tidemark.generation order by"
                + " number desc limit 1), 'none')");
    }
}
