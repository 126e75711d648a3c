package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static io.tidemark.loader.testing.Workbench.MARKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad rows are set aside up to a limit, shown, and loaded again in their right order once they can be. */
class QuarantineTest {

    private final Workbench bench = Items.bench()
            .settings(
                    "pipelines.items.load.max-quarantined-rows = 7",
                    "pipelines.items.target.on-new-column = ignore"); // otherwise a limit that costs no rewrite is
    // lifted

    /** One bad row for each stage that can find it, between good ones. */
    private static ParquetFixture allKindsOfBad() {
        return Items.file("optional double price; optional binary doc (STRING); optional binary address (STRING);"
                        + " optional int32 quantity; optional binary note (STRING);")
                .row(Items.row("I", 30, 1.5, "{}", "10.0.0.1", 1, "good"))
                .row(Items.row("X", 31, 1.5, "{}", "10.0.0.1", 1, "unknown operation"))
                .row("I", Items.COMMITTED, null, MARKER, 1.5, "{}", "10.0.0.1", 1, "no key", Items.position(), null)
                .row("I", Items.COMMITTED, 33L, MARKER, 1.5, "{}", "10.0.0.1", 1, "no position", null, null)
                .row(Items.row("I", 34, 1e9, "{}", "10.0.0.1", 1, "too large"))
                .row(Items.row("I", 35, 1.5, "{" + MARKER, "10.0.0.1", 1, "no json"))
                .row(Items.row("I", 36, 1.5, "{}", MARKER, 1, "no address"))
                .row(Items.row("I", 37, 1.5, "{}", "10.0.0.1", -1, "forbidden by a check"))
                .row(Items.row("I", 38, 1.5, "{}", "10.0.0.1", 1, "good too"));
    }

    @Test
    void goodRowsAreLoadedAndBadOnesSetAsideWithObjectRowColumnReasonAndContent() {
        bench.upload(Items.key(1), allKindsOfBad().bytes());

        Outcome outcome = bench.run("load", "--hour", Items.HOUR);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.summary().path("rows").asInt()).isEqualTo(9);
        assertThat(outcome.summary().path("inserted").asInt()).isEqualTo(2);
        assertThat(outcome.summary().path("quarantined").asInt()).isEqualTo(7);
        assertThat(outcome.err()).contains("0 stale, 7 SET ASIDE (see quarantine list), in ");
        assertThat(texts("select id::text from items where id >= 30 order by id"))
                .containsExactly("30", "38");
        assertThat(texts("select row_number || ' ' || coalesce(column_name, '-') || ' ' || (content ->> 'note')"
                        + " from tidemark.quarantine q order by q.row_number"))
                .containsExactly(
                        "2 Op unknown operation",
                        "3 id no key",
                        "4 dms_change_seq no position",
                        "5 price too large",
                        "6 doc no json",
                        "7 address no address",
                        "8 - forbidden by a check");
        assertThat(texts("select distinct object_key from tidemark.quarantine")).containsExactly(Items.key(1));
        assertThat(texts("select changes || ' ' || inserted || ' ' || quarantined from tidemark.watermark"
                        + " where hour = '" + Items.HOUR + "'"))
                .containsExactly("9 2 7");
        assertThat(bench.run("status")
                        .summary()
                        .path("pipelines")
                        .get(0)
                        .path("quarantined")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void theListNamesThemWithoutTheirContent() {
        bench.upload(Items.key(1), allKindsOfBad().bytes()).run("load", "--hour", Items.HOUR);

        Outcome outcome = bench.run("quarantine list");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.summary().path("quarantined").asInt()).isEqualTo(7);
        assertThat(outcome.summary().path("rows").get(0).path("reason").asText())
                .isEqualTo("unknown operation; expected I, U or D, found 'X'");
        assertThat(outcome.err())
                .contains("items: 7 set aside")
                .contains(bench.uri(Items.key(1)) + ", row 6, column \"doc\": a value that is not valid for its type");
    }

    @Test
    void aTimeThatIsNoneIsShownByItsNumber() {
        bench.upload(
                Items.key(1),
                Items.file("optional int64 note (TIME(MICROS,false));")
                        .row(Items.row("I", 30, 86_400_000_000L - 1))
                        .row(Items.row("I", 31, -1L))
                        .bytes());

        Outcome outcome = bench.run("load", "--hour", Items.HOUR);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(texts("select row_number || ' ' || column_name || ' ' || (content ->> 'note')"
                        + " from tidemark.quarantine"))
                .containsExactly("2 note -1 µs");
    }

    @Test
    void oneRowTooManyRefusesTheLoadAsAWhole() {
        bench.settings("pipelines.items.load.max-quarantined-rows = 6")
                .upload(Items.key(1), allKindsOfBad().bytes());
        Snapshot before = bench.snapshot();

        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(
                        ExitCode.DATA_REFUSED,
                        bench.uri(Items.key(1)) + ", row ",
                        "6 other bad rows were found before it, as many as load.max-quarantined-rows allows to set aside:"
                                + " nothing was loaded");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    @Test
    void withoutABadChangeTheOneBeforeItWins() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("I", 30, 1))
                        .row(Items.row("U", 30, 2))
                        .row(Items.row("U", 30, -3))
                        .row(Items.row("U", 30, -4))
                        .bytes());

        Outcome outcome = bench.run("load", "--hour", Items.HOUR);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(texts("select quantity::text from items where id = 30")).containsExactly("2");
        assertThat(outcome.summary().path("superseded").asInt()).isEqualTo(1);
        assertThat(outcome.summary().path("quarantined").asInt()).isEqualTo(2);
    }

    @Test
    void aBadKeyChangeLeavesTheOldRowAndComesBackWhole() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("I", 30, 1))
                        .row("U", Items.COMMITTED, 31L, MARKER, -1, Items.position(), 30L)
                        .bytes());
        bench.run("load", "--hour", Items.HOUR);
        assertThat(texts("select id::text from items where id >= 30")).containsExactly("30");

        bench.sql("alter table items drop constraint items_quantity_check").run("quarantine retry");

        assertThat(texts("select id::text from items where id >= 30")).containsExactly("31");
        assertThat(texts("select changes || ' ' || inserted || ' ' || deleted || ' ' || quarantined"
                        + " from tidemark.watermark where hour = '" + Items.HOUR + "'"))
                .containsExactly("3 2 1 0");
    }

    @Test
    void aNewerGoodChangeOfTheKeySupersedesWhatWasSetAside() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("I", 30, -1))
                        .bytes());
        bench.run("load", "--hour", Items.HOUR);
        assertThat(texts("select row_number::text from tidemark.quarantine")).containsExactly("1");
        bench.upload(
                Items.key(2),
                Items.file("optional int32 quantity;")
                        .row(Items.row("U", 30, 5))
                        .bytes());

        Outcome loaded = bench.run("load", "--hour", Items.HOUR);

        assertThat(loaded.log()).contains("pipeline=items stage=quarantine set-aside=0 superseded=1");
        assertThat(texts("select row_number::text from tidemark.quarantine")).isEmpty();
        assertThat(texts("select changes || ' ' || inserted || ' ' || superseded || ' ' || quarantined"
                        + " from tidemark.watermark where hour = '" + Items.HOUR + "'"))
                .containsExactly("2 1 1 0");
    }

    @Test
    void aNewerDeleteOfTheKeySupersedesWhatWasSetAside() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("I", 30, -1))
                        .bytes());
        bench.run("load", "--hour", Items.HOUR);
        bench.upload(Items.key(2), Items.file("").row(Items.row("D", 30)).bytes());

        bench.run("load", "--hour", Items.HOUR);

        assertThat(texts("select row_number::text from tidemark.quarantine")).isEmpty();
    }

    @Test
    void aRetryLoadsInTheRightOrderWhatCanBeLoadedNow() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("I", 30, -1))
                        .row(Items.row("U", 30, -2))
                        .row(Items.row("I", 31, -3))
                        .row(Items.row("X", 32, 4))
                        .bytes());
        bench.run("load", "--hour", Items.HOUR);
        bench.sql("alter table items drop constraint items_quantity_check");

        Outcome outcome = bench.run("quarantine retry");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.summary().path("command").asText()).isEqualTo("quarantine retry");
        assertThat(outcome.summary().path("inserted").asInt()).isEqualTo(2);
        assertThat(outcome.summary().path("superseded").asInt()).isEqualTo(1);
        assertThat(outcome.summary().path("quarantined").asInt()).isEqualTo(1);
        assertThat(texts("select id || ' ' || quantity from items where id >= 30 order by id"))
                .containsExactly("30 -2", "31 -3");
        assertThat(texts("select row_number || ' ' || reason from tidemark.quarantine"))
                .containsExactly("4 unknown operation; expected I, U or D, found 'X'");
        assertThat(texts("select changes || ' ' || inserted || ' ' || superseded || ' ' || quarantined"
                        + " from tidemark.watermark where hour = '" + Items.HOUR + "'"))
                .containsExactly("4 2 1 1");
        assertThat(texts("select count(*)::text from tidemark.object_ledger where object_key = '" + Items.key(1) + "'"))
                .containsExactly("1");
    }

    @Test
    void aRowThatIsBadStillStaysSetAside() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("X", 30, 1))
                        .bytes());
        bench.run("load", "--hour", Items.HOUR);
        Snapshot before = bench.snapshot();

        Outcome again = bench.run("quarantine retry");

        assertThat(again.exitCode()).isZero();
        assertThat(texts("select count(*)::text from tidemark.quarantine")).containsExactly("1");
        assertThat(bench.snapshot().content().get("public.items"))
                .isEqualTo(before.content().get("public.items"));
    }

    @Test
    void loadingTheObjectAgainDecidesAnew() {
        bench.upload(
                Items.key(1),
                Items.file("optional int32 quantity;")
                        .row(Items.row("I", 30, -1))
                        .bytes());
        bench.run("load", "--hour", Items.HOUR);
        bench.sql("alter table items drop constraint items_quantity_check");

        bench.run("load", "--hour", Items.HOUR, "--reapply");

        assertThat(texts("select quantity::text from items where id = 30")).containsExactly("-1");
        assertThat(texts("select row_number::text from tidemark.quarantine")).isEmpty();
    }

    @Test
    void discardingTakesRowsOutAndNotesIt() {
        bench.upload(Items.key(1), allKindsOfBad().bytes()).run("load", "--hour", Items.HOUR);

        assertThat(bench.run("quarantine discard").exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        Outcome one = bench.run("quarantine discard", "--object", Items.key(1), "--row", "3");
        assertThat(one.summary().path("discarded").asInt()).isEqualTo(1);
        assertThat(texts("select count(*)::text from tidemark.quarantine")).containsExactly("6");
        Outcome all = bench.run("quarantine discard", "--all");
        assertThat(all.summary().path("discarded").asInt()).isEqualTo(6);
        assertThat(bench.runLog()).contains("discarded 1 row 0", "discarded 6 rows 0");
    }

    @Test
    void aKeyChangeWithoutAKeptValueStopsTheLoadOrIsSetAside() {
        bench.settings("pipelines.items.target.keep-when-null = [note]").run("init");
        byte[] file = Items.file("optional binary note (STRING);")
                .row(Items.row("I", 30, "large"))
                .row("U", Items.COMMITTED, 31L, MARKER, null, Items.position(), 30L)
                .bytes();
        bench.upload(Items.key(1), file);

        Outcome outcome = bench.run("load", "--hour", Items.HOUR);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(texts("select id || ' ' || note from items where id >= 30")).containsExactly("30 large");
        assertThat(texts("select reason from tidemark.quarantine"))
                .singleElement()
                .asString()
                .startsWith("a change of the key without a value in column \"note\" of target.keep-when-null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1MiB", "64MiB"})
    void aBadRowIsFoundInEveryRowGroupAndPass(String foldMemory) {
        bench.settings("pipelines.items.load.fold-memory = " + foldMemory);
        ParquetFixture file = Items.file("optional binary doc (STRING);").rowGroupRows(7_000);
        for (int i = 1; i <= 40_000; i++) {
            boolean bad = i % 8_000 == 0;
            file.row(Items.row(bad && i > 20_000 ? "?" : "I", 1_000 + i, bad && i <= 20_000 ? "{" : "{}"));
        }
        bench.upload(Items.key(1), file.bytes());

        Outcome outcome = bench.run("load", "--hour", Items.HOUR);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.summary().path("inserted").asInt()).isEqualTo(39_995);
        assertThat(texts("select row_number::text from tidemark.quarantine q order by q.row_number"))
                .containsExactly("8000", "16000", "24000", "32000", "40000");
    }

    @Test
    void aTextWithNulIsSetAsideOnlyIfThatIsSaid() {
        byte[] file = Items.file("optional binary note (STRING);")
                .row(Items.row("I", 30, "a\0b"))
                .bytes();
        bench.upload(Items.key(1), file);
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(ExitCode.DATA_REFUSED, "column \"note\": a text with U+0000");

        bench.settings("pipelines.items.target.on-nul-character = quarantine");
        assertThat(bench.run("load", "--hour", Items.HOUR).exitCode()).isZero();
        assertThat(texts("select content ->> 'note' from tidemark.quarantine")).containsExactly("a\u2400b");
    }

    private List<@Nullable String> texts(String query) {
        return bench.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
