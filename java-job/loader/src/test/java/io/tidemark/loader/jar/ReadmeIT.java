package io.tidemark.loader.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.jar.Commands.Result;
import io.tidemark.sandbox.OrdersHistory;
import io.tidemark.sandbox.SandboxS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README tells a newcomer to do, in a copy of the sources, with the README's own words. */
class ReadmeIT {

    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```(sh|hocon)\\n(.*?)```", Pattern.DOTALL);
    private static final String CI_COMMAND = "./scripts/test";

    /** Stays until it is stopped; the tests of the DAGs start and stop it. */
    private static final String AIRFLOW_COMMAND = "./scripts/airflow-up";

    private static final LocalDateTime FIRST_HOUR = LocalDateTime.of(2026, 11, 22, 11, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before the first test
    private static Path copy;

    @BeforeAll
    static void copyTheSources() throws IOException, InterruptedException {
        Result copied = new Commands(REPOSITORY, Map.of())
                .run(
                        "bash",
                        "-c",
                        "set -o pipefail; git ls-files -z --cached --others --exclude-standard"
                                + " | tar --create --null --files-from=- --ignore-failed-read | tar --extract --directory "
                                + copy);
        assertThat(copied.exitCode()).as(copied.err()).isZero();
        // Made once for all: the Python environment of the sandbox.
        Files.createSymbolicLink(copy.resolve(".sandbox"), Files.createDirectories(REPOSITORY.resolve(".sandbox")));
    }

    @Test
    void everyCommandOfTheReadmeWorks() throws IOException, InterruptedException {
        String readme = Files.readString(copy.resolve("README.md"));
        createReadmeBucket(readme);
        OrdersInS3 orders = OrdersInS3.upload(
                "my-bucket", OrdersHistory.of(22, FIRST_HOUR, new OrdersHistory.Size(500, 3, 400)), 2);
        Files.writeString(copy.resolve("orders.conf"), blocks(readme, "hocon").get(0));
        Commands commands = new Commands(copy, orders.environment());
        for (String line : blocks(readme, "sh").stream().flatMap(String::lines).toList()) {
            if (!line.equals(CI_COMMAND) && !line.equals(AIRFLOW_COMMAND)) {
                Result result = commands.run("bash", "-c", line);
                assertThat(result.exitCode())
                        .as(line + "\n" + result.err() + result.out())
                        .isZero();
            }
        }
        assertThat(orders.compare().same()).isTrue();
    }

    @Test
    void theTestCommandIsWhatContinuousIntegrationRuns() throws IOException {
        String readme = Files.readString(copy.resolve("README.md"));
        assertThat(blocks(readme, "sh").stream().flatMap(String::lines)).contains(CI_COMMAND);
        assertThat(Files.readString(copy.resolve(".ci/run"))).endsWith("exec " + CI_COMMAND + "\n");
    }

    private static void createReadmeBucket(String readme) {
        assertThat(readme).contains("bucket = my-bucket");
        SandboxS3.shared().client().createBucket(request -> request.bucket("my-bucket"));
    }

    private static List<String> blocks(String readme, String language) {
        return BLOCK.matcher(readme)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2).strip())
                .toList();
    }
}
