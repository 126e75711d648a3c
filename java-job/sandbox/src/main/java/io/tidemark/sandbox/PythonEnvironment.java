package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Python environment LocalStack runs in, made on first use from pinned packages.
 *
 * <p>A marker file, written last, holds what the environment was made from: an interrupted or outdated one is made anew.
 * A file lock lets one process at a time make it; others wait and use the result.
 */
final class PythonEnvironment {

    static final String LOCALSTACK_VERSION = "4.13.1";

    private static final Logger log = LoggerFactory.getLogger(PythonEnvironment.class);
    private static final String REQUIREMENT = "localstack-core[base-runtime]==" + LOCALSTACK_VERSION;
    private static final String CONSTRAINTS = "/localstack-constraints.txt";
    private static final String INTERPRETER_VARIABLE = "TIDEMARK_SANDBOX_PYTHON";
    // The pins were taken on 3.11, so it is tried first; the bare name last.
    private static final List<String> INTERPRETERS = List.of("python3.11", "python3.12", "python3.13", "python3");
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(10);
    private static final String VERSION_CHECK = "import sys, venv; sys.exit(sys.version_info < (3, 11))";

    private PythonEnvironment() {}

    /** The interpreter of a complete environment below {@code home}. */
    static synchronized Path interpreter(Path home) {
        // Synchronized because a file lock guards against other processes only, not against other threads.
        try (FileChannel channel = FileChannel.open(
                        home.resolve("venv.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Path environment = home.resolve("venv");
            String wanted = REQUIREMENT + "\n" + Resources.text(CONSTRAINTS);
            if (!lock.isValid() || !wanted.equals(madeFrom(environment))) {
                make(home, environment, wanted);
            }
            return executable(environment);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the Python environment below " + home, e);
        }
    }

    private static String madeFrom(Path environment) throws IOException {
        Path marker = marker(environment);
        return Files.exists(marker) ? Files.readString(marker) : "";
    }

    private static Path marker(Path environment) {
        return environment.resolve(".complete");
    }

    private static void make(Path home, Path environment, String wanted) throws IOException {
        String python = systemInterpreter();
        log.info("sandbox_python step=create directory={} python={} requirement={}", environment, python, REQUIREMENT);
        Directories.delete(environment);
        Path constraints = Files.writeString(home.resolve("localstack-constraints.txt"), Resources.text(CONSTRAINTS));
        Path output = home.resolve("venv-install.log");
        Files.deleteIfExists(output);
        run(output, List.of(python, "-m", "venv", environment.toString()));
        run(
                output,
                List.of(
                        executable(environment).toString(),
                        "-m",
                        "pip",
                        "install",
                        "--disable-pip-version-check",
                        "--no-input",
                        "--quiet",
                        "--constraint",
                        constraints.toString(),
                        REQUIREMENT));
        Files.writeString(marker(environment), wanted);
    }

    private static void run(Path output, List<String> command) {
        Optional<String> failure = Commands.run(output, INSTALL_LIMIT, command);
        if (failure.isPresent()) {
            throw new SandboxException("the Python environment for LocalStack could not be made (" + failure.get()
                    + "); see " + output + "; instead, an S3 API can be named in " + SandboxS3.ENDPOINT_VARIABLE);
        }
    }

    private static Path executable(Path environment) {
        return environment.resolve("bin").resolve("python");
    }

    private static String systemInterpreter() {
        String named = System.getenv(INTERPRETER_VARIABLE);
        List<String> candidates = named == null ? INTERPRETERS : List.of(named);
        return candidates.stream()
                .filter(python -> Commands.succeeds(python, "-c", VERSION_CHECK))
                .findFirst()
                .orElseThrow(
                        () -> new SandboxException("the S3 stand-in needs Python 3.11 or later with its venv module;"
                                + " tried " + candidates + "; name an interpreter in " + INTERPRETER_VARIABLE));
    }
}
