package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that say nothing that can be done. */
class BadCommandLineTest {

    private static final Workbench BENCH = Items.bench();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2024-06-12",
                "2024-06-12T10:00",
                "2024-06-12 10:00Z",
                "2024-06-12T10Z",
                "2024-06-12T24:00Z",
                "2024-06-31T10:00Z",
                "2024-13-01T10:00Z",
                "1718186400"
            })
    void anHourThatIsNoneIsRefused(String hour) {
        refuses("not an hour: '" + hour + "'; expected a time with its offset, e.g. 2026-11-22T13:00Z", "--hour", hour);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-06-12T10:30Z, 2024-06-12T10:30:00Z, 2024-06-12T10:00Z",
        "2024-06-12T10:00:01Z, 2024-06-12T10:00:01Z, 2024-06-12T10:00Z",
        "2024-06-12T10:00+05:30, 2024-06-12T04:30:00Z, 2024-06-12T04:00Z"
    })
    void aTimeWithinAnHourIsRefused(String hour, String found, String expected) {
        refuses("not the start of an hour: " + found + "; expected minute 0, e.g. " + expected, "--hour", hour);
    }

    @Test
    void anHourWithAnotherOffsetIsTheSameHour() {
        assertThat(Items.bench().run("load", "--hour", "2024-06-12T15:00+05:00"))
                .succeeded();
    }

    @ParameterizedTest
    @CsvSource({"2024-06-12T10:00Z, 2024-06-12T09:00Z", "2024-06-12T10:00Z, 2024-06-12T10:00Z"})
    void aRangeWithoutHoursIsRefused(String from, String to) {
        refuses(
                "empty range of hours: from " + from + " is not before to " + to
                        + " (the end is not part of the range)",
                "--from",
                from,
                "--to",
                to);
    }

    @Test
    void anHourAndARangeAreRefused() {
        String rule = "give either --hour, or --from and --to";
        refuses(rule, "--hour", Items.HOUR, "--from", Items.HOUR);
        refuses(rule, "--hour", Items.HOUR, "--to", Items.HOUR);
        refuses(rule, "--from", Items.HOUR);
        refuses(rule, "--to", Items.HOUR);
        refuses(rule);
    }

    @Test
    void anUnknownPipelineIsRefused() {
        refuses(
                "unknown pipeline 'item'; the configuration has [items]",
                "--hour",
                Items.HOUR,
                "--pipeline",
                "items",
                "--pipeline",
                "item");
    }

    @Test
    void anUnknownOptionIsRefused() {
        refuses("Unknown option: '--reaply'", "--hour", Items.HOUR, "--reaply");
        refuses("Unmatched argument at index 5: 'extra'", "--hour", Items.HOUR, "extra");
        refuses("Missing required parameter for option '--hour' (HOUR)", "--hour");
        refuses("option '--hour' (HOUR) should be specified only once", "--hour", Items.HOUR, "--hour", Items.HOUR);
    }

    @Test
    void anOptionThatIsNearlyKnownIsSuggested() {
        assertThat(BENCH.run("load", "--hour", Items.HOUR, "--reaply").err()).contains("--reapply");
    }

    @Test
    void anUnknownCommandIsRefusedAndTheKnownOnesAreShown() {
        Outcome outcome = BENCH.runAsIs("laod", "--hour", Items.HOUR);
        assertThat(outcome).failedWith(ExitCode.CONFIGURATION, "Unmatched argument");
        assertThat(outcome.err()).contains("laod", "full-load", "status");
    }

    @Test
    void noCommandAtAllIsRefused() {
        assertThat(BENCH.runAsIs()).failedWith(ExitCode.CONFIGURATION, "no command given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "doctor", "load", "full-load", "status"})
    void everyCommandNeedsAConfiguration(String command) {
        Outcome outcome = BENCH.runAsIs(command);
        assertThat(outcome).failedWith(ExitCode.CONFIGURATION, "Missing required option: '--config=FILE'");
        assertThat(outcome.summary().path("command").asText()).isEqualTo(command);
    }

    @Test
    void aTypeForAColumnThatIsNotThereIsRefused() {
        Workbench bench = Workbench.empty()
                .settings("pipelines.items.source { bucket = BUCKET, prefix = \"dms/items/\" }")
                .settings("pipelines.items.target { table = public.items, key = [id] }")
                .upload(Items.key(0), Items.goodFile(1));
        Snapshot before = bench.snapshot();
        assertThat(bench.run("init", "--create-target", "--column", "lable=text"))
                .failedWith(ExitCode.CONFIGURATION, "--column lable: no such column; the files have [id, label]");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    @Test
    void aTypeThatPostgresDoesNotHaveIsTheConfigurationsFault() {
        Workbench bench = Workbench.empty()
                .settings("pipelines.items.source { bucket = BUCKET, prefix = \"dms/items/\" }")
                .settings("pipelines.items.target { table = public.items, key = [id] }")
                .upload(Items.key(0), Items.goodFile(1));
        Snapshot before = bench.snapshot();
        assertThat(bench.run("init", "--create-target", "--column", "label=texxt"))
                .failedWith(ExitCode.CONFIGURATION, "type \"texxt\" does not exist");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    private static void refuses(String message, String... options) {
        Snapshot before = BENCH.snapshot();
        assertThat(BENCH.run("load", options)).failedWith(ExitCode.CONFIGURATION, message);
        assertThat(BENCH.snapshot()).isEqualTo(before);
    }
}
