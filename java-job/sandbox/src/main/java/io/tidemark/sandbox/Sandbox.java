package io.tidemark.sandbox;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The sandbox's command line: servers to play with, and the demo. Exit code 0 is success, 1 failure, 2 wrong usage. */
@Command(
        name = "sandbox",
        description = "A real PostgreSQL and a real S3 API on this machine, to try Tidemark with.",
        subcommands = {
            Up.class,
            WorkloadCommand.class,
            DmsCommand.class,
            StatusCommand.class,
            DownCommand.class,
            Demo.class,
            BenchData.class,
            BenchUpserts.class
        })
public final class Sandbox {

    private static final String LOGGING = "logback.configurationFile";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "this text")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself.
    private boolean help;

    private Sandbox() {}

    /** Runs a command and ends the JVM; servers that were started end with it. */
    public static void main(String[] arguments) {
        if (System.getProperty(LOGGING) == null) {
            // Not in a file named logback.xml, which would also configure the tests of other modules.
            System.setProperty(LOGGING, "io/tidemark/sandbox/logback-sandbox.xml");
        }
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Sandbox())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
                    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                        command.getErr().println("  because: " + cause);
                    }
                    return ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }
}
