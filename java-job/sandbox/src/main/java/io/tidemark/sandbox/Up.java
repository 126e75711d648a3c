package io.tidemark.sandbox;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.tidemark.sandbox.OrdersHistory.Size;
import io.tidemark.sandbox.dms.CompressedTime;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
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

/** Starts both servers with a history of orders as DMS would write it, and keeps them until it is stopped. */
@Command(
        name = "up",
        description = "Starts PostgreSQL with an empty orders table and an S3 API with a full load and hours of changes"
                + " up to the hour before this one, says how to reach them, and stays until it is stopped. With --live there"
                + " is a source instead, with an application that works when `sandbox workload` says so, and files that"
                + " `sandbox dms` writes.")
final class Up implements Callable<Integer> {

    @Option(
            names = "--name",
            description = "of the files in .sandbox/run and of the bucket; ${DEFAULT-VALUE} by default")
    private String name = "up";

    @Option(names = "--seed", description = "makes the same history within the same hour; random by default")
    private @Nullable Long seed;

    @Option(names = "--rows", description = "rows of the full load; ${DEFAULT-VALUE} by default")
    private int rows = 5_000;

    @Option(names = "--hours", description = "hours of changes; ${DEFAULT-VALUE} by default")
    private int hours = 24;

    @Option(names = "--changes", description = "changes in each hour; ${DEFAULT-VALUE} by default")
    private int changes = 3_000;

    @Option(
            names = "--json",
            description = "for programs: says where everything is on one line of JSON, and stays until its standard"
                    + " input ends")
    private boolean json;

    @Option(
            names = "--live",
            description = "with a source that `sandbox workload` and `sandbox dms` work on; the full load is theirs")
    private boolean live;

    @Option(
            names = "--factor",
            description =
                    "with --live: how many seconds pass in one; ${DEFAULT-VALUE} by default, a minute for an hour."
                            + " The first hour is --hours ago")
    private int factor = 60;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (factor < 1 || rows < 0 || hours < 0 || changes < 0 || !name.matches(LiveSandbox.NAMES)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rows, --hours and --changes must not be negative, --factor is 1 or more, --name takes 1 to 30 of"
                            + " a-z, 0-9 and -, the first a letter");
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
        LocalDateTime firstHour = LocalDateTime.now(Clock.systemUTC())
                .truncatedTo(ChronoUnit.HOURS)
                .minusHours(hours);
        SandboxServers servers = SandboxServers.start(name);
        if (live) {
            CompressedTime time = CompressedTime.from(firstHour.toInstant(ZoneOffset.UTC), factor);
            LiveSandbox.start(name, servers, time, chosen, rows);
            describeLive(servers, spec.commandLine().getOut());
            new CountDownLatch(1).await();
        }
        history(servers, OrdersHistory.of(chosen, firstHour, new Size(rows, hours, changes)));
        return ExitCode.OK;
    }

    private void history(SandboxServers servers, OrdersHistory history) throws IOException, InterruptedException {
        servers.configure(Resources.text("sandbox-airflow.conf").replace("${start}", history.hour(0) + "Z"));
        write(new DemoFiles(servers, history));
        String source = SourceOrders.create(servers.postgres(), history);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(description(servers, history, source));
            System.in.transferTo(OutputStream.nullOutputStream());
        } else {
            describe(servers, history, out);
            new CountDownLatch(1).await();
        }
    }

    private void write(DemoFiles files) {
        if (rows > 0) {
            files.uploadLoad();
        }
        IntStream.range(0, hours).forEach(hour -> files.uploadHour(hour, true));
    }

    private void describeLive(SandboxServers servers, PrintWriter out) {
        out.println("an application with " + rows
                + " orders; `sandbox workload`, `dms`, `status` and `down` with --name " + name + " work on it");
        out.println("configuration: " + servers.config() + ", environment: " + servers.exports());
        out.println("Ctrl-C or `sandbox down` stops all servers and removes their data.");
    }

    private void describe(SandboxServers servers, OrdersHistory history, PrintWriter out) {
        out.println("PostgreSQL " + servers.postgres().version() + ": " + servers.psql());
        out.println(
                "S3 API (" + servers.s3().kind() + "): " + servers.s3().endpoint() + ", bucket " + servers.bucket());
        out.println("full load of " + rows + " rows; changes of " + hours + " hours from " + history.hour(0) + "Z on");
        out.println("configuration: " + servers.config());
        out.println("environment (source " + servers.exports() + "):");
        servers.environment().forEach((key, value) -> out.println("  export " + key + "='" + value + "'"));
        out.println("Ctrl-C stops both servers and removes their data.");
    }

    private String description(SandboxServers servers, OrdersHistory history, String source) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("config", servers.config().toString());
        values.put("environment", servers.environment());
        values.put("postgres", servers.postgres().version());
        values.put("port", servers.postgres().port());
        values.put("user", servers.postgres().user());
        values.put("password", servers.postgres().password());
        values.put("database", servers.database());
        values.put("source_database", source);
        values.put("s3", servers.s3().kind());
        values.put("endpoint", servers.s3().endpoint().toString());
        values.put("region", servers.s3().region());
        values.put("access_key", servers.s3().accessKey());
        values.put("secret_key", servers.s3().secretKey());
        values.put("bucket", servers.bucket());
        values.put("prefix", SandboxServers.PREFIX);
        values.put("first_hour", history.hour(0) + "Z");
        values.put("hours", hours);
        return ConfigValueFactory.fromMap(values).render(ConfigRenderOptions.concise());
    }
}
