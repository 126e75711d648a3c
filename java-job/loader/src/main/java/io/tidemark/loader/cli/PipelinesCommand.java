package io.tidemark.loader.cli;

import io.tidemark.loader.config.SettingsReader;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.ScheduledPipelines;
import io.tidemark.loader.report.ScheduleReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code pipelines}: the configuration as the DAGs need it. Opens nothing, and needs no database to be set. */
@Command(
        name = "pipelines",
        mixinStandardHelpOptions = true,
        description =
                "Prints what the Airflow DAGs need to know of the configuration, as JSON and without secrets. With"
                        + " --output they find it; run it again after each change of the configuration.")
final class PipelinesCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private Subcommands parent;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, HOCON.")
    private Path config = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Also write it to this file, e.g. dags/descriptions/orders.json.")
    private @Nullable Path output;

    @Override
    public Integer call() {
        ScheduledPipelines scheduled = SettingsReader.readSchedules(config);
        String json = ScheduleReport.json(
                scheduled, config.toAbsolutePath().normalize().toString(), jar(), Main.version(), digest());
        if (output != null) {
            write(output.toAbsolutePath(), json + System.lineSeparator());
            parent.tidemark().err().println("written to " + output);
        }
        parent.tidemark().out().println(json);
        return 0;
    }

    /** All or nothing: the DAG processor may read at any moment. */
    private static void write(Path file, String json) {
        Path draft = file.resolveSibling("." + file.getFileName() + ".draft");
        try {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(draft, json);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ConfigurationException("cannot write " + file + ": " + e, e);
        }
    }

    private String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(config)));
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration file went away while it was read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Where this program lies: most likely the DAGs' workers have it at the same place. */
    private static String jar() {
        try {
            return Path.of(PipelinesCommand.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class without a place", e);
        }
    }
}
