package io.tidemark.loader;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two runs of one pipeline: one merges at a time, and whoever was overtaken commits nothing. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LockAndFenceTest {

    /** The lock as {@code ledger/Fence/lock.sql} takes it. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('tidemark/items', 0))";

    private static final String WAITING = """
            select exists (select from pg_locks
                            where locktype = 'advisory' and not granted
                              and database = (select oid from pg_database where datname = current_database()))
            """;

    private final Workbench bench = Items.bench().upload(Items.key(0), Items.goodFile(4, 5));

    @Test
    void aLoadThatDoesNotGetTheLockInTimeAppliesNothing() {
        bench.settings("pipelines.items.load.lock-timeout = 200ms");
        Snapshot before = bench.snapshot();
        bench.jdbi().useTransaction(holder -> {
            lock(holder);
            assertThat(load())
                    .failedWith(
                            ExitCode.FENCED_OUT,
                            "pipeline items, hour " + Items.HOUR + ": another run holds a lock that this one needs",
                            "nothing was committed, retry, or raise load.lock-timeout")
                    .withErrorClass("FencedOutException");
        });
        assertThat(bench.snapshot()).isEqualTo(before);
        assertThat(load()).succeeded();
    }

    @Test
    void aLockOfAnotherPipelineIsNoneOfItsBusiness() {
        bench.settings("pipelines.items.load.lock-timeout = 200ms");
        bench.jdbi().useTransaction(holder -> {
            holder.execute(LOCK.replace("items", "orders") + "::text");
            assertThat(load()).succeeded();
        });
    }

    @Test
    void aLoadThatWaitsGoesOnWhenTheLockIsFree() {
        CompletableFuture<Outcome> waiting = bench.jdbi().inTransaction(holder -> {
            lock(holder);
            return loadUntilItWaits();
        });
        assertThat(waiting.join()).succeeded();
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void aLoadThatWasOvertakenWhileItWaitedAppliesNothing() {
        Snapshot before = bench.snapshot();
        CompletableFuture<Outcome> waiting = bench.jdbi().inTransaction(holder -> {
            lock(holder);
            CompletableFuture<Outcome> load = loadUntilItWaits();
            bench.sql("update tidemark.fence set token = token + 1, run_id = 'another' where hour = '" + Items.HOUR
                    + "'");
            return load;
        });
        assertThat(waiting.join())
                .failedWith(
                        ExitCode.FENCED_OUT,
                        "pipeline items, hour " + Items.HOUR + ": another run took over (fence 2, this run holds 1)",
                        "nothing was committed, a retry loads what is left")
                .withErrorClass("FencedOutException");
        assertThat(bench.snapshot()).isEqualTo(before);
        assertThat(load()).succeeded();
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void anotherHourMayBeTakenOverMeanwhile() {
        CompletableFuture<Outcome> waiting = bench.jdbi().inTransaction(holder -> {
            lock(holder);
            CompletableFuture<Outcome> load = loadUntilItWaits();
            bench.sql("update tidemark.fence set token = token + 1 where hour <> '" + Items.HOUR + "'");
            return load;
        });
        assertThat(waiting.join()).succeeded();
    }

    @RepeatedTest(5)
    void twoLoadsOfTheSameHourAtOnceLoadItOnce() {
        List<Outcome> outcomes =
                Stream.of(1, 2).map(number -> CompletableFuture.supplyAsync(this::load)).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(outcomes)
                .extracting(Outcome::exitCode)
                .contains(ExitCode.OK.number())
                .isSubsetOf(ExitCode.OK.number(), ExitCode.FENCED_OUT.number());
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
        assertThat(texts("select count(*)::text from tidemark.object_ledger where object_key = '" + Items.key(0) + "'"))
                .containsExactly("1");
        assertThat(texts("select inserted::text from tidemark.watermark where hour = '" + Items.HOUR + "'"))
                .containsExactly("2");
    }

    @Test
    void lateObjectsAreLeftToARunThatIsAtWorkOnTheirHour() {
        assertThat(load()).succeeded();
        bench.upload(Items.key(1), Items.goodFile(6));
        bench.jdbi().useTransaction(holder -> {
            holder.execute(LOCK.replace("items", "items/" + Items.HOUR) + "::text");
            Outcome beside = loadNextHour();
            assertThat(beside).succeeded();
            assertThat(beside.log()).contains("hour=" + Items.HOUR + " late objects are left to another run");
        });
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5");

        assertThat(loadNextHour()).succeeded();
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5", "6");
    }

    private Outcome loadNextHour() {
        return bench.run("load", "--hour", "2024-06-12T11:00Z");
    }

    private Outcome load() {
        return bench.run("load", "--hour", Items.HOUR);
    }

    private static void lock(Handle holder) {
        holder.execute(LOCK + "::text");
    }

    private CompletableFuture<Outcome> loadUntilItWaits() {
        CompletableFuture<Outcome> load = CompletableFuture.supplyAsync(this::load);
        while (!bench.jdbi()
                .withHandle(handle ->
                        handle.createQuery(WAITING).mapTo(Boolean.class).one())) {
            if (load.isDone()) {
                throw new AssertionError("the load did not wait: " + load.join().err());
            }
            Thread.onSpinWait();
        }
        return load;
    }

    private List<String> ids() {
        return texts("select id::text from items order by id");
    }

    private List<String> texts(String query) {
        return bench.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
