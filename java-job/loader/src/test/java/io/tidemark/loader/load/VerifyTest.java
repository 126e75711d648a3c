package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.model.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code verify} says of a target, and what its repair makes of one that was damaged. */
class VerifyTest {

    private static final String FIRST = "2024-05-01T00:00Z";
    private static final String SECOND = "2024-05-01T01:00Z";
    private static final String FIRST_HOUR = "year=2024/month=05/day=01/hour=00/";
    private static final String SECOND_HOUR = "year=2024/month=05/day=01/hour=01/";
    private static final int REFUSED = ExitCode.DATA_REFUSED.number();

    @ParameterizedTest(name = "{0} deletes")
    @ValueSource(strings = {"hard", "soft"})
    void aTargetThatIsWhatItsFilesSayIsVerified(String deletes) {
        Mirror mirror = loaded(deletes);

        Mirror.Outcome verified = mirror.must("verify");

        JsonNode found = pipeline(verified);
        assertThat(verified.summary().path("outcome").asText()).isEqualTo("equal");
        assertThat(found.path("expected_rows").asLong()).isEqualTo(4);
        assertThat(found.path("found_rows").asLong()).isEqualTo(4);
        assertThat(found.path("verified_through").asText()).isEqualTo("2024-05-01T02:00:00Z");
        assertThat(verified.text()).contains("mirror, against its files: 4 rows, 4 expected; equal; verified through");
        assertThat(mirror.value("select verified_through = loaded_until from tidemark.high_watermark"))
                .isEqualTo("t");
        assertThat(pipeline(mirror.must("status", "--json"))
                        .path("verified_through")
                        .asText())
                .isEqualTo("2024-05-01T02:00:00Z");
        assertThat(mirror.value("select count(*) from pg_class where relname like 'tidemark_shadow%'"))
                .isEqualTo("0");
    }

    @ParameterizedTest(name = "{0} deletes")
    @ValueSource(strings = {"hard", "soft"})
    void whatWasChangedByHandIsNamedAndRepaired(String deletes) {
        Mirror mirror = loaded(deletes);
        String before = rows(mirror);
        mirror.sql("""
                update t set n = 77 where id = 3;
                delete from t where id = 4;
                insert into t (id, n) values (90, 1);
                update t set _cdc_position = '\\xff' where id = 6;
                """);

        Mirror.Outcome found = mirror.run("verify");

        assertThat(found.exitCode()).isEqualTo(REFUSED);
        assertThat(pipeline(found).path("examples"))
                .extracting(
                        one -> one.path("kind").asText() + " " + one.path("key").asText())
                .containsExactlyInAnyOrder("different 3", "missing 4", "extra 90");
        assertThat(pipeline(found).path("verified_through").isNull()).isTrue();
        assertThat(found.text()).contains("1 missing, 1 extra, 1 different").contains("different  3  (expected ");

        Mirror.Outcome repaired = mirror.must("verify", "--repair");

        assertThat(repaired.text()).contains("REPAIRED").contains("verified through 2024-05-01T02:00:00Z");
        assertThat(rows(mirror)).isEqualTo(before);
        assertThat(mirror.must("verify").text()).contains("equal");
    }

    @Test
    void repairedKeysTakeLaterChangesAsBefore() {
        Mirror mirror = loaded("hard");
        mirror.sql(
                "update t set n = 77 where id = 3; delete from tidemark.tombstone__mirror; delete from t where id = 4");
        mirror.must("verify", "--repair");

        mirror.put(
                        FIRST_HOUR + "late.parquet",
                        file().update(9, 3, -1).insert(9, 2, -1).bytes())
                .put(SECOND_HOUR + "more.parquet", file().update(5000, 4, 44).bytes())
                .must("load", "--hour", SECOND);

        assertThat(mirror.value("select string_agg(id || ':' || n, ' ' order by id) from t"))
                .as("the older changes lose to the repaired row; the tombstone of 2 was not among the differing keys")
                .contains("3:33")
                .contains("4:44");
        assertThat(mirror.run("verify").exitCode()).isEqualTo(REFUSED);
        mirror.must("verify", "--repair");
        assertThat(mirror.value("select count(*) from t where id = 2")).isEqualTo("0");
    }

    @Test
    void aValueThatWasNotLoggedIsFoundInItsOlderFile() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("target.keep-when-null = [doc]")
                .sql("create table t (id bigint primary key, doc text, n bigint)");
        ChangeFile first = ChangeFile.of(List.of("int64 id", "binary doc (STRING)", "int64 n"), "id");
        mirror.put(FIRST_HOUR + "a.parquet", first.insert(10, 1, "long", 1).bytes())
                .put(
                        SECOND_HOUR + "b.parquet",
                        ChangeFile.of(List.of("int64 id", "binary doc (STRING)", "int64 n"), "id")
                                .update(4000, 1, null, 2)
                                .bytes())
                .must("init");
        mirror.must("load", "--from", FIRST, "--to", "2024-05-01T02:00Z");
        mirror.must("verify");
        mirror.sql("update t set doc = null");

        assertThat(mirror.run("verify").exitCode()).isEqualTo(REFUSED);
        mirror.must("verify", "--repair");

        assertThat(mirror.value("select doc || n from t")).isEqualTo("long2");
        assertThat(mirror.value("select tidemark.position_text(_cdc_position__doc) from t"))
                .isEqualTo(ChangeFile.sequence(10));
    }

    @Test
    void loadedObjectsThatAreGoneAreSaidAndNotRepairedAround() {
        Mirror mirror = loaded("hard");
        mirror.remove(FIRST_HOUR + "a.parquet");

        Mirror.Outcome found = mirror.run("verify");
        Mirror.Outcome refused = mirror.run("verify", "--repair");

        assertThat(found.exitCode()).isEqualTo(REFUSED);
        assertThat(found.text()).contains("1 loaded objects are gone from S3, " + mirror.prefix() + FIRST_HOUR);
        assertThat(refused.exitCode()).isEqualTo(REFUSED);
        assertThat(refused.text()).contains("restore them, or repair from the source");
    }

    @Test
    void rowsThatAreSetAsideAndColumnsOfTheTargetAloneDoNotCount() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.max-quarantined-rows = 5")
                .sql(
                        "create table t (id bigint primary key, n smallint, loaded timestamptz default clock_timestamp())");
        mirror.put(
                FIRST_HOUR + "a.parquet",
                file().insert(10, 1, 1).insert(11, 2, 100_000).bytes());
        mirror.must("init");
        mirror.must("load", "--hour", FIRST);
        assertThat(mirror.value("select count(*) from tidemark.quarantine")).isEqualTo("1");

        assertThat(mirror.must("verify").text()).contains("1 rows, 1 expected; equal");
    }

    @Test
    void aReloadedTableIsHeldAgainstItsGeneration() {
        Mirror mirror = loaded("hard");
        mirror.put(
                "LOAD00000001.parquet",
                file().insert(6000, 1, 100).insert(6000, 50, 50).bytes());
        mirror.must("full-load", "--reload", "--started-at", "2024-05-01T03:00:00Z");
        mirror.must("verify");
        mirror.sql("update t set n = 0 where id = 50");

        assertThat(mirror.run("verify").exitCode()).isEqualTo(REFUSED);
        mirror.must("verify", "--repair");

        assertThat(mirror.value("select string_agg(id || ':' || n, ' ' order by id) from t"))
                .isEqualTo("1:100 50:50");
    }

    @Test
    void manyKeysAreCountedAndSomeAreNamed() {
        Mirror mirror = Mirror.of("public.t", "id").sql("create table t (id bigint primary key, n bigint)");
        ChangeFile file = file();
        for (int id = 1; id <= 5_000; id++) {
            file.insert(id, id, id);
        }
        mirror.put(FIRST_HOUR + "a.parquet", file.bytes()).must("init");
        mirror.must("load", "--hour", FIRST);
        mirror.sql("update t set n = n + 1 where id % 5 = 0");

        Mirror.Outcome found = mirror.run("verify", "--examples", "3");

        assertThat(pipeline(found).path("different").asLong()).isEqualTo(1_000);
        assertThat(pipeline(found).path("examples").size()).isEqualTo(3);
        assertThat(found.text()).contains("… and 997 more (--examples shows more)");
        mirror.must("verify", "--repair");
        assertThat(mirror.value("select count(*) from t where n <> id")).isEqualTo("0");
    }

    private static ChangeFile file() {
        return ChangeFile.of(List.of("int64 id", "int64 n"), "id");
    }

    /** Two hours: 1 to 6 are inserted, some of them changed, 2 and 5 are gone again. */
    private static Mirror loaded(String deletes) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("target.deletes = " + deletes)
                .sql("create table t (id bigint primary key, n bigint)");
        mirror.put(
                        FIRST_HOUR + "a.parquet",
                        file().insert(10, 1, 1)
                                .insert(11, 2, 2)
                                .insert(12, 3, 3)
                                .insert(13, 4, 4)
                                .bytes())
                .put(
                        SECOND_HOUR + "b.parquet",
                        file().update(4000, 3, 33)
                                .delete(4001, 2, null)
                                .insert(4002, 5, 5)
                                .delete(4003, 5, null)
                                .insert(4004, 6, 6)
                                .bytes())
                .must("init");
        mirror.must("load", "--hour", SECOND);
        mirror.must("load", "--hour", FIRST);
        return mirror;
    }

    private static String rows(Mirror mirror) {
        return mirror.value(
                "select string_agg(id || ':' || n, ' ' order by id) from t where to_jsonb(t) ->> '_cdc_deleted_at' is null");
    }

    private static JsonNode pipeline(Mirror.Outcome outcome) {
        return outcome.summary().path("pipelines").path(0);
    }
}
