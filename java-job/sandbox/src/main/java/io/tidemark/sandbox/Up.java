package io.tidemark.sandbox;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts both servers and keeps them until it is stopped. */
@Command(
        name = "up",
        description = "Starts PostgreSQL with an empty orders table and an S3 API with an empty bucket, says how to"
                + " reach them, and stays until it is stopped.")
final class Up implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        SandboxServers servers = SandboxServers.start("up");
        PrintWriter out = spec.commandLine().getOut();
        out.println("PostgreSQL " + servers.postgres().version() + ": " + servers.psql());
        out.println(
                "S3 API (" + servers.s3().kind() + "): " + servers.s3().endpoint() + ", bucket " + servers.bucket());
        out.println("configuration: " + servers.config());
        out.println("environment (source " + servers.exports() + "):");
        servers.environment().forEach((name, value) -> out.println("  export " + name + "='" + value + "'"));
        out.println("Ctrl-C stops both servers and removes their data.");
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
