package io.tidemark.loader.faults;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.SandboxS3;
import java.util.List;

/**
 * A bench whose next hour inserts, updates and deletes rows from two objects, and what must be true of it around a fault.
 */
final class Hour {

    private static final String SESSIONS = """
            select count(*) from pg_stat_activity
             where datname = current_database() and application_name = 'tidemark'
            """;

    private final Workbench bench =
            Items.bench().onSandboxS3().upload(Items.key(0), first()).upload(Items.key(1), second());
    private final Snapshot before = bench.snapshot();

    private static byte[] first() {
        return Items.file("optional binary note (STRING);")
                .row(Items.row("I", 4, "new"))
                .row(Items.row("U", 1, "changed"))
                .bytes();
    }

    private static byte[] second() {
        return Items.file("optional binary note (STRING);")
                .row(Items.row("D", 2, (Object) null))
                .row(Items.row("U", 4, "changed again"))
                .bytes();
    }

    /** The same changes under new positions: another content and another ETag, the same end. */
    void writeSecondAgain() {
        bench.upload(Items.key(1), second());
    }

    Workbench bench() {
        return bench;
    }

    /** The settings with which the hour loads through nothing but the real servers, on top of all others. */
    private String[] direct() {
        return new String[] {
            "s3.endpoint = \"" + SandboxS3.shared().endpoint() + "\"",
            "s3.read-timeout = 60s",
            "target.url = \"" + bench.url() + "\""
        };
    }

    void assertNothingLoaded() {
        awaitNoSession();
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    boolean isLoaded() {
        awaitNoSession();
        return texts("select hour::text from tidemark.watermark where hour = '" + Items.HOUR + "'")
                        .size()
                == 1;
    }

    /** A plain retry ends well, the table is as the changes say, and the ledger holds each object once. */
    void assertRetryLoadsAllOnce() {
        bench.settings(direct());
        assertThat(bench.run("load", "--hour", Items.HOUR)).succeeded();
        assertLoadedOnce();
        Snapshot loaded = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR)).succeeded();
        assertThat(bench.snapshot()).as("after one more load").isEqualTo(loaded);
    }

    void assertLoadedOnce() {
        assertThat(texts("select id || ' ' || coalesce(note, '-') from items order by id"))
                .containsExactly("1 changed", "3 -", "4 changed again");
        assertThat(texts("select object_key from tidemark.object_ledger where hour = '" + Items.HOUR + "' order by 1"))
                .containsExactly(Items.key(0), Items.key(1));
        assertThat(texts("select concat_ws(' ', objects, changes, inserted, updated, deleted, superseded, stale)"
                        + " from tidemark.watermark where hour = '" + Items.HOUR + "'"))
                .containsExactly("2 4 1 1 1 1 0");
        assertThat(texts("select id::text from tidemark.tombstone__items")).containsExactly("2");
    }

    boolean hasSession() {
        return !texts(SESSIONS).equals(List.of("0"));
    }

    /** A session whose client is gone ends when PostgreSQL notices. */
    private void awaitNoSession() {
        while (hasSession()) {
            Thread.onSpinWait();
        }
    }

    List<String> texts(String query) {
        return bench.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
