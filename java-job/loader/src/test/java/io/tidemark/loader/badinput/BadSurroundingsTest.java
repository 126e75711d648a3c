package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S3, PostgreSQL or the time are not as they should be. */
class BadSurroundingsTest {

    private static final String PASSWORD = "wrong-private";

    private final Workbench bench = Items.bench().onSandboxS3();

    @Test
    void aMissingBucketIsNamed() {
        bench.settings("pipelines.items.source.bucket = no-such-bucket-of-tidemark");
        fails(
                ExitCode.ENVIRONMENT,
                "cannot list s3://no-such-bucket-of-tidemark/dms/items/",
                "bucket no-such-bucket-of-tidemark does not exist: check source.bucket and s3.region");
    }

    @Test
    void anS3ThatDoesNotAnswerIsTheEnvironmentsFault() {
        bench.settings("s3 { endpoint = \"http://127.0.0.1:" + freePort() + "\", attempts = 1 }");
        fails(
                ExitCode.ENVIRONMENT,
                "cannot list s3://" + bench.bucket() + "/dms/items/",
                "check the network, s3.endpoint, s3.region and the AWS credentials");
    }

    @Test
    void aWrongPasswordIsRefusedWithoutRepeatingIt() {
        bench.settings("target.password = " + PASSWORD);
        fails(ExitCode.ENVIRONMENT, "log-in refused; check target.user and target.password", "SQLSTATE 28P01");
    }

    @Test
    void aMissingPasswordIsRefused() {
        bench.settings("target.password = null");
        fails(ExitCode.ENVIRONMENT, "check target.user and target.password");
    }

    @Test
    void anUnknownUserIsRefused() {
        bench.settings("target.user = nobody_of_tidemark");
        fails(ExitCode.ENVIRONMENT, "log-in refused; check target.user and target.password");
    }

    @Test
    void aMissingDatabaseIsTheEnvironmentsFault() {
        bench.settings("target.url = \"" + bench.url() + "_not\"");
        fails(ExitCode.ENVIRONMENT, "the database does not exist; check target.url", "SQLSTATE 3D000");
    }

    @Test
    void aServerThatIsDownIsTheEnvironmentsFault() {
        bench.settings("target.url = \"jdbc:postgresql://127.0.0.1:" + freePort() + "/x?password=" + PASSWORD + "\"");
        fails(ExitCode.ENVIRONMENT, "no connection; check target.url and whether the server is up", "SQLSTATE 08001");
    }

    @Test
    void aHostThatDoesNotExistIsTheEnvironmentsFault() {
        bench.settings("target.url = \"jdbc:postgresql://no-such-host.invalid/x\"");
        fails(ExitCode.ENVIRONMENT, "no connection; check target.url and whether the server is up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "status", "full-load"})
    void otherCommandsSayTheSame(String command) {
        bench.settings("target.url = \"jdbc:postgresql://127.0.0.1:" + freePort() + "/x\"");
        bench.upload("dms/items/LOAD00000001.parquet", Items.goodFile(4));
        assertThat(bench.run(command))
                .failedWith(ExitCode.ENVIRONMENT, "no connection; check target.url and whether the server is up");
    }

    @Test
    void anHourInTheFutureIsNotReady() {
        String hour = hourFromNow(48);
        fails(
                hour,
                ExitCode.NOT_READY,
                "pipeline items, hour " + hour + ": the hour is not over; it can be loaded from ",
                "(load.settle = PT5M)");
    }

    @Test
    void theCurrentHourIsNotReady() {
        fails(hourFromNow(0), ExitCode.NOT_READY, "the hour is not over; it can be loaded from ");
    }

    @Test
    void anHourThatHasNotSettledIsNotReady() {
        bench.settings("pipelines.items.load.settle = 3h");
        fails(
                hourFromNow(-2),
                ExitCode.NOT_READY,
                "the hour has not settled; it can be loaded from ",
                "(load.settle = PT3H)");
    }

    @Test
    void aRangeThatEndsInTheFutureIsNotReadyAndNothingOfItIsLoaded() {
        Snapshot before = bench.upload(Items.key(0), Items.goodFile(4)).snapshot();
        assertThat(bench.run("load", "--from", Items.HOUR, "--to", hourFromNow(2)))
                .failedWith(ExitCode.NOT_READY, "the hour is not over")
                .withErrorClass("NotReadyException");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    @Test
    void aFullLoadWithoutFilesIsNotReady() {
        assertThat(bench.run("full-load"))
                .failedWith(
                        ExitCode.NOT_READY,
                        "no LOAD files at " + bench.uri("dms/items/"),
                        "check source.prefix and source.full-load-prefix");
    }

    @Test
    void onePipelinesTroubleDoesNotKeepTheNextFromItsHour() {
        bench.sql("create table a (id bigint primary key)")
                .settings("pipelines.a { source { bucket = BUCKET, prefix = \"dms/a\" } }")
                .settings("pipelines.a.target { table = public.a, key = [id] }")
                .upload(Items.key(0), Items.goodFile(4));
        Outcome outcome = bench.run("load", "--hour", Items.HOUR);
        assertThat(outcome)
                .failedWith(ExitCode.CONFIGURATION, "target table public.a of pipeline a is not prepared: run init");
        assertThat(outcome.summary().path("inserted").asInt()).isEqualTo(1);
        assertThat(outcome.summary().path("pipelines").findValuesAsText("outcome"))
                .containsExactly("failed", "done");
    }

    @Test
    void aFailureIsNotedInTheRunLog() {
        bench.upload(Items.key(0), new byte[3]);
        Outcome outcome = bench.run("load", "--hour", Items.HOUR);
        assertThat(bench.runLog().get(bench.runLog().size() - 1))
                .isEqualTo("failed 3 DataRefusedException " + outcome.errorMessage());
    }

    private static String hourFromNow(int hours) {
        return Instant.now()
                .truncatedTo(ChronoUnit.HOURS)
                .plus(hours, ChronoUnit.HOURS)
                .toString()
                .replace(":00:00Z", ":00Z");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fails(ExitCode code, String... parts) {
        fails(Items.HOUR, code, parts);
    }

    private void fails(String hour, ExitCode code, String... parts) {
        Snapshot before = bench.upload(Items.key(0), Items.goodFile(4)).snapshot();
        Outcome outcome = bench.run("load", "--hour", hour);
        assertThat(outcome).failedWith(code, parts);
        assertThat(outcome.out() + outcome.err() + outcome.log()).doesNotContain(PASSWORD);
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
