package io.tidemark.loader.cli;

import io.tidemark.loader.load.SqlFailures;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.report.RunSummary;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Text for people goes to {@code err}; the last line on {@code out} is one JSON object, also when a
 * command fails. Only {@code --help} and {@code --version} print text to {@code out} and nothing else.
 */
@Command(
        name = "tidemark",
        description =
                "Brings AWS DMS change files from S3 back to PostgreSQL, hour by hour, so that the table ends equal"
                        + " to its source whatever the order, repetition, lateness or crash of the loads.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Tidemark.Version.class,
        subcommands = {
            InitCommand.class,
            DoctorCommand.class,
            LoadCommand.class,
            FullLoadCommand.class,
            PlanCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            QuarantineCommand.class,
            PipelinesCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:loaded, or nothing new",
            "1:a bug: retry, and page somebody",
            "2:usage or configuration: do not retry",
            "3:data refused: do not retry, somebody has to look",
            "4:not ready: the hour is not over or has not settled; retry later",
            "5:environment: S3, PostgreSQL or network; retry",
            "6:fenced or locked out by another run of the pipeline; retry"
        })
public final class Tidemark implements Subcommands {

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final OutOfMemory outOfMemory = new OutOfMemory();

    public Tidemark(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
    }

    PrintStream out() {
        return out;
    }

    @Override
    public Tidemark tidemark() {
        return this;
    }

    PrintStream err() {
        return err;
    }

    OutOfMemory outOfMemory() {
        return outOfMemory;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Runs a command in this process and answers its exit code. */
    public int run(String... args) {
        CommandLine commandLine = new CommandLine(this)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(this::execute)
                .setParameterExceptionHandler((failure, all) -> usageFailure(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(command, failure));
        return commandLine.execute(args);
    }

    private int execute(ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            throw new ParameterException(parsed.commandSpec().commandLine(), "no command given");
        }
        List<CommandLine> called = parsed.asCommandLineList();
        CommandLine command = called.get(called.size() - 1);
        outOfMemory.prepare(name(command));
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            throw new CommandLine.ExecutionException(command, "out of memory", outOfMemory.failure(e));
        }
    }

    private int usageFailure(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        err.println(failure.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.usage(command.getErr());
        int exitCode = ExitCode.CONFIGURATION.number();
        Exception usage = new ConfigurationException(String.valueOf(failure.getMessage()), failure);
        out.println(RunSummary.ofFailure(name(command), exitCode, usage));
        return exitCode;
    }

    private int failed(CommandLine command, Exception failure) {
        Exception named =
                failure instanceof RuntimeException unnamed ? SqlFailures.named(name(command), unnamed) : failure;
        int exitCode = LoadException.exitCodeOf(named).number();
        print(named);
        out.println(RunSummary.ofFailure(name(command), exitCode, named));
        return exitCode;
    }

    /** A command as it is called, without the program. */
    static String name(CommandLine command) {
        return command.getParent() == null
                ? command.getCommandName()
                : command.getCommandSpec().qualifiedName(" ").replaceFirst("^\\S+ ", "");
    }

    /** What went wrong, in one sentence; where it is a bug, with all that a report of it needs. */
    void print(Throwable failure) {
        err.println("tidemark: " + failure.getMessage());
        if (LoadException.exitCodeOf(failure) == ExitCode.BUG) {
            printTrace(failure);
        }
    }

    /** The way to a bug, without the messages of causes: PostgreSQL repeats values in its own. */
    private void printTrace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            err.println(
                    (cause == failure ? "" : "caused by ") + cause.getClass().getName());
            for (StackTraceElement frame : cause.getStackTrace()) {
                err.println("    at " + frame);
            }
        }
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tidemark " + Main.version()};
        }
    }
}
