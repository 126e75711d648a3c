package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.sandbox.SandboxPostgres;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code verify --source-url} says of a target beside a source that goes on working. */
class SourceVerifyTest {

    private static final SandboxPostgres POSTGRES = SandboxPostgres.shared();
    private static final String DATABASE = POSTGRES.createDatabase("source");
    private static final int REFUSED = ExitCode.DATA_REFUSED.number();
    private static final String COLUMNS =
            "id bigint primary key, amount numeric(12, 2), doc jsonb, at timestamptz, code char(4), own text";

    private final Jdbi source = POSTGRES.jdbi(DATABASE);
    private final LocalDateTime hour =
            LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC).minusHours(3).truncatedTo(ChronoUnit.HOURS);
    private final Mirror mirror = Mirror.of("public.t", "id")
            .environment("TIDEMARK_SOURCE_USER", POSTGRES.user())
            .environment("TIDEMARK_SOURCE_PASSWORD", POSTGRES.password());

    @BeforeEach
    void theTargetHasLoadedWhatTheSourceHas() {
        source.useHandle(handle -> {
            handle.execute("drop schema if exists app cascade");
            handle.execute("create schema app");
            handle.execute("create table app.orders (" + COLUMNS + ")");
            handle.execute("insert into app.orders values"
                    + " (1, 1.50, '{\"a\": 1, \"b\": [1, 2]}', '2024-05-01 12:00+02', 'ab', 'x'), (2, 2, null, null, null, 'y'),"
                    + " (3, 3.00, '{}', 'infinity', 'abcd', 'z')");
        });
        mirror.sql("create table t (id bigint primary key, amount numeric, doc jsonb, at timestamptz, code char(4))");
        mirror.must("init");
        mirror.put(
                folder(0) + "a.parquet",
                file().insert(seconds(0, 1), 1, "1.50", "{\"b\": [1, 2], \"a\": 1}", "2024-05-01 10:00:00+00", "ab")
                        .insert(seconds(0, 2), 2, "2", null, null, null)
                        .insert(seconds(0, 3), 3, "3", "{}", "infinity", "abcd")
                        .bytes());
        mirror.must("load", "--hour", text(0));
    }

    @Test
    void equalTablesAreVerifiedWhateverTheirTypesWrite() {
        Mirror.Outcome verified = mirror.must(verify());

        assertThat(verified.text()).contains("against its source: 3 rows, 3 expected; equal; verified through");
        assertThat(mirror.value("select against || (verified_through is not null) from tidemark.verification"))
                .isEqualTo("sourcetrue");
    }

    @Test
    void changesThatAreNotLoadedYetAreInFlight() {
        source.useHandle(handle -> {
            handle.execute("update app.orders set amount = 15 where id = 1");
            handle.execute("delete from app.orders where id = 2");
            handle.execute("insert into app.orders (id, amount) values (4, 4)");
        });
        mirror.put(
                folder(1) + "b.parquet",
                file().update(seconds(1, 1), 1, "15", "{\"a\": 1, \"b\": [1, 2]}", "2024-05-01 10:00:00+00", "ab")
                        .delete(seconds(1, 2), 2, null, null, null, null)
                        .insert(seconds(1, 3), 4, "4", null, null, null)
                        .bytes());

        Mirror.Outcome verified = mirror.must(verify());

        assertThat(pipeline(verified).path("in_flight").asLong()).isEqualTo(3);
        assertThat(verified.text()).contains("equal; 3 keys have changes that are not loaded yet");
        mirror.must("load", "--hour", text(1));
        assertThat(pipeline(mirror.must(verify())).path("in_flight").asLong()).isZero();
    }

    @Test
    void itWaitsForTheFilesOfWhatHasJustChanged() {
        source.useHandle(handle -> handle.execute("update app.orders set amount = 15 where id = 1"));
        CompletableFuture<Mirror> late = CompletableFuture.supplyAsync(
                () -> mirror.put(
                        folder(1) + "b.parquet",
                        file().update(seconds(1, 1), 1, "15", null, null, null).bytes()),
                CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));

        Mirror.Outcome verified = mirror.run(verify("--patience", "PT60S"));

        late.join();
        assertThat(verified.exitCode()).as(verified.text()).isZero();
        assertThat(pipeline(verified).path("in_flight").asLong()).isEqualTo(1);
    }

    @Test
    void whatNoFileExplainsIsWrongAndIsRepairedFromTheSource() {
        mirror.sql("update t set amount = 9 where id = 1; delete from t where id = 2; insert into t (id) values (7)");

        Mirror.Outcome found = mirror.run(verify());

        assertThat(found.exitCode()).isEqualTo(REFUSED);
        assertThat(pipeline(found).path("examples"))
                .extracting(
                        one -> one.path("kind").asText() + " " + one.path("key").asText())
                .containsExactlyInAnyOrder("different 1", "missing 2", "extra 7");

        Mirror.Outcome repaired = mirror.must(verify("--repair"));

        assertThat(repaired.text()).contains("1 missing, 1 extra, 1 different: REPAIRED");
        assertThat(mirror.value("select string_agg(id || ':' || amount, ' ' order by id) from t"))
                .isEqualTo("1:1.50 2:2.00 3:3");
        assertThat(mirror.value("select string_agg(id::text, ' ') from tidemark.tombstone__mirror"))
                .isEqualTo("7");
        assertThat(mirror.must(verify()).text()).contains("equal");
    }

    @Test
    void aRepairFromTheSourceLosesToLaterChangesOnly() {
        mirror.sql("update t set amount = 9 where id = 1");
        mirror.must(verify("--repair"));

        mirror.put(
                folder(0) + "late.parquet",
                file().update(seconds(0, 9), 1, "77", null, null, null).bytes());
        mirror.must("load", "--hour", text(0));

        assertThat(mirror.value("select amount from t where id = 1")).isEqualTo("1.50");
    }

    @Test
    void aColumnThatDmsBringsInAnotherFormCanBeLeftOut() {
        mirror.sql("update t set code = 'zz'");

        assertThat(mirror.run(verify()).exitCode()).isEqualTo(REFUSED);
        assertThat(mirror.must(verify("--ignore-column", "code")).text()).contains("equal");
    }

    @Test
    void whatIsWrongWithTheOptionsIsSaid() {
        assertThat(mirror.run("verify", "--source-table", "a.b").text()).contains("need --source-url");
        assertThat(mirror.run("verify", "--source-url", "jdbc:postgresql://h/d?password=x")
                        .text())
                .contains("--source-url has a password, which everybody can see; set TIDEMARK_SOURCE_PASSWORD");
        assertThat(mirror.run(verify("--patience", "soon")).text())
                .contains("--patience is 'soon'; expected e.g. PT90S");
        Mirror.Outcome unknown =
                mirror.run("verify", "--source-url", POSTGRES.url(DATABASE), "--source-table", "app.none");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(unknown.text()).contains("the source has no table app.none");
    }

    private static String[] verify(String... more) {
        List<String> options = new ArrayList<>(
                List.of("verify", "--source-url", POSTGRES.url(DATABASE), "--source-table", "app.orders"));
        options.addAll(more.length > 0 && more[0].equals("--patience") ? List.of() : List.of("--patience", "PT0S"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private static ChangeFile file() {
        return ChangeFile.of(
                List.of(
                        "int64 id",
                        "binary amount (STRING)",
                        "binary doc (STRING)",
                        "binary at (STRING)",
                        "binary code (STRING)"),
                "id");
    }

    /** The position of a second of an hour after the first. */
    private long seconds(int hours, int second) {
        return ChronoUnit.SECONDS.between(ChangeFile.START, hour.plusHours(hours)) + second;
    }

    private String folder(int hours) {
        LocalDateTime at = hour.plusHours(hours);
        return String.format(
                "year=%04d/month=%02d/day=%02d/hour=%02d/",
                at.getYear(), at.getMonthValue(), at.getDayOfMonth(), at.getHour());
    }

    private String text(int hours) {
        return hour.plusHours(hours) + "Z";
    }

    private static JsonNode pipeline(Mirror.Outcome outcome) {
        return outcome.summary().path("pipelines").path(0);
    }
}
