package io.tidemark.sandbox;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the product's jar as its users do: one JVM for each command, secrets in the environment, the summary on the last
 * line of its standard output. What it says to people goes to a log file.
 *
 * @param jar the product's jar
 * @param servers where it works
 * @param log receives the standard error of all commands, one after the other
 */
record LoaderProcess(Path jar, SandboxServers servers, Path log) {

    private static final int LOG_TAIL_LINES = 20;

    /** Runs a command to its end and gives its summary; any exit code but 0 is a failure. */
    Config run(String... command) {
        String shown = String.join(" ", command);
        try {
            Process process = builder(command).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new SandboxException(
                        "tidemark " + shown + " exited with " + code + "; the end of " + log + ":\n" + logTail());
            }
            List<String> lines = output.lines().toList();
            return ConfigFactory.parseString(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + jar, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while tidemark " + shown + " ran", e);
        } catch (ConfigException e) {
            throw new SandboxException("the last line that tidemark " + shown + " printed is no JSON object", e);
        }
    }

    private ProcessBuilder builder(String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // These commands live for seconds: compiling less and one garbage collector thread end them sooner.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString()));
        line.addAll(List.of(command));
        line.addAll(List.of("--config", servers.config().toString()));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(Redirect.appendTo(log.toFile()));
        // An AWS profile or session of the caller must not meet the sandbox's keys.
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(servers.environment());
        return builder;
    }

    private String logTail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }
}
