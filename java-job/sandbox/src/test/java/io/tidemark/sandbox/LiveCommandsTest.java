package io.tidemark.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.dms.CompressedTime;
import io.tidemark.sandbox.dms.SourceServer;
import io.tidemark.sandbox.workload.Mix;
import io.tidemark.sandbox.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of a live sandbox, beside a process that stands for the one with its servers. */
class LiveCommandsTest {

    private static final SandboxPostgres SERVER = SandboxPostgres.sharedSource();
    private static final SandboxS3 S3 = SandboxS3.shared();
    private static final String NAME = "live-test";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private Process process;
    private LiveSandbox sandbox;

    @BeforeEach
    void aSandbox() throws IOException {
        process = new ProcessBuilder("sleep", "600").start();
        SourceServer source = SourceServer.of(SERVER, SERVER.createDatabase("shop"));
        SourceServer target = SourceServer.of(SERVER, SERVER.createDatabase("target"));
        Workload.create(source.jdbi(), 1, Mix.usual(), 30).close();
        Workload.create(target.jdbi(), 1, Mix.usual(), 2).close();
        sandbox = new LiveSandbox(
                process.pid(),
                process.info().startInstant().orElseThrow(),
                source,
                target,
                S3.endpoint(),
                S3.accessKey(),
                S3.secretKey(),
                S3.createBucket("live"),
                CompressedTime.from(Instant.parse("2026-11-22T13:00:00Z"), 60));
        sandbox.write(NAME);
        System.setOut(new PrintStream(said, true, UTF_8));
        System.setErr(new PrintStream(said, true, UTF_8));
    }

    @AfterEach
    void theProcessEnds() {
        System.setOut(out);
        System.setErr(err);
        process.destroyForcibly();
    }

    @Test
    void what_up_tells_the_others_can_understand() {
        assertThat(LiveSandbox.named(NAME)).isEqualTo(sandbox);
    }

    @Test
    void a_task_loads_captures_stops_and_resumes() {
        String documents = "../../infra/dms";
        run("dms", "--documents", documents, "--until-written");
        run("workload", "--transactions", "40", "--rate", "400", "--weight", "PLACE=200", "--alter", "ADD");
        run("dms", "--documents", documents, "--until-written", "--resume");
        run("status");

        assertThat(said.toString(UTF_8))
                .contains("public.orders: Table completed, 30 rows loaded, 0 inserts, 0 updates, 0 deletes")
                .contains("40 transactions")
                .containsPattern("public\\.orders: Table completed, 0 rows loaded, [1-9]\\d* inserts")
                .containsPattern("time: 2026-11-22T1\\d:.*Z, 60 times as fast as the clock")
                .containsPattern("slot: live_test, not read, \\d+ bytes of log not confirmed")
                .containsPattern("files: dms/public/orders/ 1")
                .containsPattern("files: dms/public/orders/2026/11/22/1\\d/ [12]")
                .containsPattern("target: postgres@127.0.0.1:\\d+/target_\\d+, 2 orders, ")
                .doesNotContain(SERVER.password());
        assertThat(S3.client()
                        .listObjectsV2(request -> request.bucket(sandbox.bucket()))
                        .contents())
                .extracting(object -> object.key().replaceAll("2026.*", "…"))
                .contains("dms/public/orders/LOAD00000001.parquet", "dms/public/orders/…");
    }

    @Test
    void down_ends_the_process_and_says_so_if_it_is_gone() throws InterruptedException {
        run("down");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThat(Sandbox.run("down", "--name", NAME)).isEqualTo(1);
        assertThat(said.toString(UTF_8))
                .contains("the sandbox live-test is down")
                .contains("the process " + process.pid() + " of the sandbox live-test is gone");
    }

    @Test
    void what_is_not_there_and_what_is_wrong_is_said() {
        assertThat(Sandbox.run("status", "--name", "nowhere")).isEqualTo(1);
        assertThat(Sandbox.run("workload", "--name", NAME, "--rate", "-1")).isEqualTo(2);
        assertThat(Sandbox.run("dms", "--name", NAME, "--documents", "../../infra/dms", "--set", "x=1"))
                .isEqualTo(2);
        assertThat(said.toString(UTF_8))
                .contains("there is no live sandbox nowhere; start it: sandbox up --live --name nowhere")
                .contains("--transactions and --rate must not be negative")
                .contains("--set takes DOCUMENT/MEMBER…=VALUE, not x");
    }

    private static void run(String command, String... options) {
        List<String> all = new ArrayList<>(List.of(command, "--name", NAME));
        all.addAll(List.of(options));
        assertThat(Sandbox.run(all.toArray(String[]::new))).isZero();
    }
}
