package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reload and an hour that were read at the same time: whichever merges first, the table ends equal. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ReloadBesideHoursTest {

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('tidemark/mirror', 0))::text";
    private static final String WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            + " and database = (select oid from pg_database where datname = current_database())";
    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)");
    private static final String[] RELOAD = {"full-load", "--reload"};
    private static final String[] HOUR = {"load", "--hour", "2024-05-01T01:00Z"};

    @ParameterizedTest(name = "reload first: {0}, {1} deletes")
    @CsvSource({"true, hard", "true, soft", "false, hard", "false, soft"})
    void tableEndsEqualWhicheverMergesFirst(boolean reloadFirst, String deletes) {
        Mirror mirror = mirror(deletes);

        List<Outcome> outcomes = reloadFirst ? merge(mirror, RELOAD, HOUR) : merge(mirror, HOUR, RELOAD);

        assertThat(outcomes)
                .allSatisfy(outcome ->
                        assertThat(outcome.exitCode()).as(outcome.text()).isZero());
        String live = deletes.equals("soft") ? " where _cdc_deleted_at is null" : "";
        assertThat(mirror.value("select string_agg(id || name, ',' order by id) from public.t" + live))
                .isEqualTo("1during,2reload,6after");
    }

    @Test
    void ofTwoReloadsAtOnceTheLaterOneCommits() {
        Mirror mirror = mirror("hard");

        List<Outcome> outcomes = merge(mirror, RELOAD, RELOAD);

        assertThat(outcomes).extracting(Outcome::exitCode).containsExactly(6, 0);
        assertThat(mirror.value("select string_agg(number::text, ' ') from tidemark.generation where run_id = '"
                        + outcomes.get(1).summary().path("run_id").asText() + "'"))
                .isEqualTo("1");
        assertThat(mirror.value("select string_agg(id || name, ',' order by id) from public.t"))
                .isEqualTo("1reload,2reload,3reload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-load", "full-load --reload"})
    void fullLoadThatWasOvertakenByAReloadBeforeItMergedCommitsNothing(String command) {
        Mirror mirror = mirror("hard");

        CompletableFuture<Outcome> overtaken = mirror.database().inTransaction(other -> {
            other.createQuery(LOCK).mapTo(String.class).one();
            CompletableFuture<Outcome> run = CompletableFuture.supplyAsync(() -> mirror.run(command.split(" ")));
            await(mirror, run, WAITING, 1);
            other.execute("update tidemark.fence set token = token + 1");
            other.execute("insert into tidemark.generation (pipeline, number, position, run_id)"
                    + " values ('mirror', 1, '\\x0001', 'another')");
            return run;
        });

        assertThat(overtaken.join().exitCode()).as(overtaken.join().text()).isEqualTo(6);
        assertThat(overtaken.join().text()).contains("full load: another run has reloaded the table");
        assertThat(mirror.value("select string_agg(id::text, ' ') from public.t"))
                .isEqualTo("5");
    }

    @Test
    void fullLoadThatWasComparedWithAnOlderGenerationCommitsNothing() {
        Mirror mirror = mirror("hard");
        mirror.must("full-load");
        mirror.put("LOAD00000002.parquet", file().insert(100, 9L, "more").loadBytes());

        CompletableFuture<Outcome> overtaken = mirror.database().inTransaction(other -> {
            other.createQuery("select token::text from tidemark.fence where hour = '-infinity' for update")
                    .mapTo(String.class)
                    .one();
            CompletableFuture<Outcome> run = CompletableFuture.supplyAsync(() -> mirror.run("full-load"));
            await(mirror, run, "select count(*) from pg_locks where not granted and locktype = 'transactionid'", 1);
            other.execute("insert into tidemark.generation (pipeline, number, position, run_id)"
                    + " values ('mirror', 1, '\\x0001', 'another')");
            return run;
        });

        assertThat(overtaken.join().exitCode()).isEqualTo(6);
        assertThat(overtaken.join().text())
                .contains(
                        "pipeline mirror, full load: another run has reloaded the table; nothing was committed, a retry"
                                + " loads what is left");
        assertThat(mirror.value("select count(*) from public.t where id = 9")).isEqualTo("0");
    }

    private static Mirror mirror(String deletes) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s", "load.reload-margin = 0s", "target.deletes = " + deletes)
                .sql("create table public.t (id bigint primary key, name text);"
                        + " insert into public.t values (5, 'ancient')");
        mirror.must("init");
        mirror.put(
                "LOAD00000001.parquet",
                file().insert(100, 1L, "reload")
                        .insert(100, 2L, "reload")
                        .insert(100, 3L, "reload")
                        .loadBytes());
        mirror.put(
                "year=2024/month=05/day=01/hour=01/a.parquet",
                file().update(50, 2L, "older")
                        .insert(51, 4L, "gone")
                        .update(110, 1L, "during")
                        .delete(111, 3L, null)
                        .insert(112, 6L, "after")
                        .bytes());
        return mirror;
    }

    /** Lets two commands read while nobody may merge, then merge in this order. */
    private static List<Outcome> merge(Mirror mirror, String[]... commands) {
        List<CompletableFuture<Outcome>> running = mirror.database().inTransaction(holder -> {
            holder.createQuery(LOCK).mapTo(String.class).one();
            List<CompletableFuture<Outcome>> started = new ArrayList<>();
            for (String[] command : commands) {
                CompletableFuture<Outcome> run = CompletableFuture.supplyAsync(() -> mirror.run(command));
                started.add(run);
                await(mirror, run, WAITING, started.size());
            }
            return started;
        });
        return running.stream().map(CompletableFuture::join).toList();
    }

    private static void await(Mirror mirror, CompletableFuture<Outcome> run, String waiting, int count) {
        while (!mirror.value(waiting).equals(Integer.toString(count))) {
            if (run.isDone()) {
                throw new AssertionError("it did not wait: " + run.join().text());
            }
            Thread.onSpinWait();
        }
    }

    private static ChangeFile file() {
        return ChangeFile.of(COLUMNS, "id");
    }
}
