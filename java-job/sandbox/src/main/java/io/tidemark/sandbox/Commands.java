package io.tidemark.sandbox;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs short-lived programs to their end, without input. */
final class Commands {

    private static final Duration CHECK_LIMIT = Duration.ofSeconds(20);

    private Commands() {}

    /** Whether the program exists and exits with 0. */
    static boolean succeeds(String... command) {
        return finish(Redirect.DISCARD, CHECK_LIMIT, List.of(command)).isEmpty();
    }

    /** Appends what the program says to {@code output}; the result says what went wrong, if anything. */
    static Optional<String> run(Path output, Duration limit, List<String> command) {
        return finish(Redirect.appendTo(output.toFile()), limit, command);
    }

    private static Optional<String> finish(Redirect output, Duration limit, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.of(command.get(0) + " did not end within " + limit.toSeconds() + " s");
            }
            int code = process.exitValue();
            return code == 0 ? Optional.empty() : Optional.of(command.get(0) + " exited with " + code);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while " + command.get(0) + " ran");
        }
    }
}
