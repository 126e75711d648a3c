package io.tidemark.loader.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.jar.Commands.Result;
import io.tidemark.sandbox.OrdersHistory;
import io.tidemark.sandbox.OrdersTable;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.SandboxS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar as a process: under a small heap, told to stop, killed. */
class JarIT {

    private static final LocalDateTime HOUR = LocalDateTime.of(2026, 11, 1, 13, 0);
    private static final int CHANGES = 150_000;
    private static final int SIGTERM_EXIT = 143;
    private static final int SIGKILL_EXIT = 137;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static OrdersInS3 uploaded;

    @BeforeAll
    static void makeAnHour() {
        OrdersHistory history = OrdersHistory.of(5, HOUR, new OrdersHistory.Size(20_000, 1, CHANGES));
        uploaded = OrdersInS3.upload(SandboxS3.shared().createBucket("jar"), history, 4);
    }

    @Test
    void helpAndVersionNeedNothing() throws IOException, InterruptedException {
        Commands commands = new Commands(directory, java.util.Map.of());
        assertThat(commands.run(jar(List.of(), "--help")).out()).contains("full-load", "Exit codes:");
        assertThat(commands.run(jar(List.of(), "load", "--help")).out()).contains("--reapply");
        assertThat(commands.run(jar(List.of(), "--version")).out()).startsWith("tidemark 0");
    }

    @Test
    void aSmallHeapIsEnoughAndKeysThenWaitInTemporaryFiles() throws IOException, InterruptedException {
        OrdersInS3 orders = prepared();
        Result loaded = load(orders, List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"));
        assertThat(loaded.exitCode()).as(loaded.err()).isZero();
        assertThat(loaded.err()).containsPattern("stage=fold .* parts=[2-9]");
        assertThat(loaded.summary().get("changes").asLong()).isGreaterThanOrEqualTo(CHANGES);
        assertThat(orders.compare().same()).isTrue();
    }

    @Test
    void tooSmallAHeapIsSaidWithWhatToDo() throws IOException, InterruptedException {
        OrdersInS3 orders = prepared();
        Result failed = load(orders, List.of("-Xmx14m"));
        assertThat(failed.exitCode()).as(failed.err()).isEqualTo(5);
        assertThat(failed.summary().get("error").get("message").asText())
                .startsWith("out of memory: the JVM may use 1")
                .contains("what was not committed is rolled back", "airflow.java-options");
        assertNothingLoaded(orders);
    }

    @Test
    void aRunThatIsToldToStopLeavesNothingBehindAndTheNextOneLoadsAll() throws IOException, InterruptedException {
        OrdersInS3 orders = prepared();
        assertThat(stopped(orders, "-TERM")).isEqualTo(SIGTERM_EXIT);
        assertNothingLoaded(orders);
        assertThat(load(orders, List.of()).exitCode()).isZero();
        assertThat(orders.compare().same()).isTrue();
    }

    @Test
    void aRunThatIsKilledLeavesNothingBehindAndTheNextOneLoadsAll() throws IOException, InterruptedException {
        OrdersInS3 orders = prepared();
        assertThat(stopped(orders, "-KILL")).isEqualTo(SIGKILL_EXIT);
        assertThat(load(orders, List.of()).exitCode()).isZero();
        assertThat(orders.compare().same()).isTrue();
    }

    /** The full load is in, the hour is not. */
    private OrdersInS3 prepared() throws IOException, InterruptedException {
        OrdersInS3 orders = uploaded.inNewDatabase();
        OrdersTable.create(SandboxPostgres.shared().jdbi(orders.database()));
        Files.writeString(directory.resolve("orders.conf"), """
                tidemark.pipelines.orders {
                  source { bucket = %s, prefix = dms/orders/ }
                  target { table = public.orders, key = [order_id] }
                }
                """.formatted(orders.bucket()));
        for (String command : List.of("init", "full-load")) {
            Result result = new Commands(directory, orders.environment())
                    .run(jar(List.of(), command, "--config", "orders.conf"));
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        return orders;
    }

    private Result load(OrdersInS3 orders, List<String> options) throws IOException, InterruptedException {
        return new Commands(directory, orders.environment()).run(loadCommand(options));
    }

    /** Starts a load, waits until its staging has begun, sends the signal, and answers the exit code. */
    private int stopped(OrdersInS3 orders, String signal) throws IOException, InterruptedException {
        Path err = directory.resolve("stopped.err");
        Process process = new Commands(directory, orders.environment())
                .start(directory.resolve("stopped.out"), err, loadCommand(List.of()));
        while (process.isAlive() && !Files.readString(err).contains("stage=fold")) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
        return process.waitFor();
    }

    private static void assertNothingLoaded(OrdersInS3 orders) {
        Jdbi database = SandboxPostgres.shared().jdbi(orders.database());
        long hours = database.withHandle(handle -> handle.createQuery("select count(*) from tidemark.watermark")
                .mapTo(Long.class)
                .one());
        long rows = database.withHandle(handle -> handle.createQuery("select count(*) from orders")
                .mapTo(Long.class)
                .one());
        assertThat(hours).isZero();
        assertThat(rows).isEqualTo(orders.history().size().initialRows());
    }

    private static String[] loadCommand(List<String> options) {
        return jar(options, "load", "--config", "orders.conf", "--hour", "2026-11-01T13:00Z");
    }

    private static String[] jar(List<String> options, String... arguments) {
        String jar = System.getProperty("tidemark.jar", "");
        return Stream.of(List.of("java"), options, List.of("-jar", jar), List.of(arguments))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }
}
