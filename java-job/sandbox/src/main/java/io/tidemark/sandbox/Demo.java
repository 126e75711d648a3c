package io.tidemark.sandbox;

import com.typesafe.config.Config;
import io.tidemark.sandbox.OrdersHistory.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows that the target ends equal to its source: loads a scripted history with the real jar, in order, then again in
 * disorder with repeated changes, then with a file that came late, and compares every row and column with the truth.
 */
@Command(
        name = "demo",
        description =
                "Loads a made-up history of orders with the real jar, in order, in disorder, with repeats and with"
                        + " a late file, and compares the target with the truth. Exit code 1 if they differ.")
final class Demo implements Callable<Integer> {

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'", Locale.ROOT);
    private static final int HOURS_AGO = 3; // So that no hour is too young to be loaded.

    @Option(names = "--seed", description = "makes the same history again; random by default")
    private @Nullable Long seed;

    @Option(names = "--rows", description = "rows of the full load; ${DEFAULT-VALUE} by default")
    private int rows = 5_000;

    @Option(names = "--hours", description = "hours of changes; ${DEFAULT-VALUE} by default")
    private int hours = 6;

    @Option(names = "--changes", description = "changes in each hour; ${DEFAULT-VALUE} by default")
    private int changes = 3_000;

    @Option(names = "--jar", description = "the product's jar; ${DEFAULT-VALUE} by default")
    private Path jar = Path.of("java-job", "loader", "target", "tidemark.jar");

    @Option(names = "--no-wait", description = "end, and stop the servers, as soon as the result is known")
    private boolean noWait;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
        LocalDateTime lastHour = LocalDateTime.now(Clock.systemUTC())
                .truncatedTo(ChronoUnit.HOURS)
                .minusHours(HOURS_AGO);
        // One hour more than is loaded, for the reader to load.
        OrdersHistory history =
                OrdersHistory.of(chosen, lastHour.minusHours(hours), new Size(rows, hours + 1, changes));
        DemoReport report = new DemoReport(spec.commandLine().getOut());
        report.say("seed " + chosen + " (--seed " + chosen + " repeats this run's data within the same hour)");
        SandboxServers servers = SandboxServers.start("demo");
        report.say("PostgreSQL " + servers.postgres().version() + " on port "
                + servers.postgres().port() + "; S3 API: " + servers.s3().kind());
        LoaderProcess loader = new LoaderProcess(jar.toAbsolutePath(), servers, emptyLog(servers));
        boolean same = new Acts(history, new DemoFiles(servers, history), loader, report).play(hours, chosen);
        if (!noWait) {
            invite(report, loader, history.hour(hours));
            new CountDownLatch(1).await();
        }
        return same ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void check() {
        if (hours < 1 || changes < 1 || rows < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--hours and --changes must be at least 1, --rows at least 0");
        }
        if (!Files.isRegularFile(jar)) {
            throw new SandboxException("there is no jar " + jar.toAbsolutePath() + "; scripts/demo builds it");
        }
    }

    private static Path emptyLog(SandboxServers servers) throws IOException {
        return Files.writeString(servers.config().resolveSibling("demo.log"), "");
    }

    private static void invite(DemoReport report, LoaderProcess loader, LocalDateTime anotherHour) {
        SandboxServers servers = loader.servers();
        String tidemark = "java -jar " + loader.jar();
        String config = " --config " + servers.config();
        report.say("");
        report.say("Both servers stay until Ctrl-C. In another terminal:");
        report.say("  . " + servers.exports());
        report.say("  " + tidemark + " status" + config);
        report.say("  " + tidemark + " load --hour " + anotherHour.format(HOUR) + config + "   # not loaded yet");
        report.say("  " + servers.psql());
    }

    /** What happens, act by act. */
    private record Acts(OrdersHistory history, DemoFiles files, LoaderProcess loader, DemoReport report) {

        boolean play(int hours, long seed) {
            int lateHour = hours / 2;
            report.say("full load of " + history.size().initialRows() + " rows in " + files.uploadLoad() + " files, "
                    + hours + " hours of about " + history.size().changesPerHour() + " changes");
            IntStream.range(0, hours).forEach(hour -> files.uploadHour(hour, hour != lateHour));
            loader.run("init");

            report.step("1. Full load, then every hour in order (one file of " + name(lateHour) + " is held back)");
            timed("full load", "full-load");
            IntStream.range(0, hours).forEach(this::load);

            report.step("2. Every hour again, in random order, with every other change repeated in a further file");
            IntStream.range(0, hours).forEach(files::uploadDuplicates);
            List<Integer> disorder =
                    new ArrayList<>(IntStream.range(0, hours).boxed().toList());
            Collections.shuffle(disorder, new Random(seed));
            disorder.forEach(hour -> load(hour, "--reapply"));

            report.step("3. The held-back file arrives: " + files.uploadLateFile(lateHour));
            load(lateHour);

            SandboxServers servers = loader.servers();
            TableComparison comparison =
                    OrdersTable.compare(servers.postgres().jdbi(servers.database()), history.rowsAfter(hours));
            report.comparison(comparison);
            files.uploadHour(hours, true);
            return comparison.same();
        }

        private void load(int hour, String... options) {
            List<String> command = new ArrayList<>(List.of("load", "--hour", name(hour)));
            command.addAll(List.of(options));
            timed(name(hour), command.toArray(String[]::new));
        }

        private void timed(String line, String... command) {
            long start = System.nanoTime();
            Config summary = loader.run(command);
            report.hours(line, summary, Duration.ofNanos(System.nanoTime() - start));
        }

        private String name(int hour) {
            return history.hour(hour).format(HOUR);
        }
    }
}
