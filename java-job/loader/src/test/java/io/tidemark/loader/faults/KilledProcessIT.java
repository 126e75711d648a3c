package io.tidemark.loader.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.SandboxS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real process: {@code kill -9} at every boundary between the stages of a load and at random moments, and sessions that
 * the server ends at random moments.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledProcessIT {

    private static final int KILLED = 137;
    private static final int LONGEST_RUN_MILLIS = 3_000;
    private static final int LONGEST_LOAD_MILLIS = 1_000;

    private final Hour hour = new Hour();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    private Path directory;

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aKilledProcessLeavesNothingHalfApplied(Moment moment) throws IOException, InterruptedException {
        try (Halt halt = new Halt(hour.bench(), moment)) {
            Process process = start();
            halt.awaitReached();
            assertThat(process.destroyForcibly().waitFor()).isEqualTo(KILLED);
        }
        if (hour.isLoaded()) {
            assertThat(moment).isEqualTo(Moment.COMMIT);
            hour.assertLoadedOnce();
        } else {
            hour.assertNothingLoaded();
        }
        hour.assertRetryLoadsAllOnce();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aProcessKilledAtARandomMomentLoadsAllOrNothing(long seed) throws IOException, InterruptedException {
        Process process = start();
        process.waitFor(new Random(seed).nextInt(LONGEST_RUN_MILLIS), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        if (hour.isLoaded()) {
            hour.assertLoadedOnce();
        } else {
            hour.assertNothingLoaded();
        }
        hour.assertRetryLoadsAllOnce();
    }

    /** From its first session on: before that there is nothing to end. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aProcessWhoseSessionsTheServerEndsAtARandomMomentLoadsAllOrNothing(long seed)
            throws IOException, InterruptedException {
        Process process = start();
        while (process.isAlive() && !hour.hasSession()) {
            Thread.onSpinWait();
        }
        process.waitFor(new Random(seed).nextInt(LONGEST_LOAD_MILLIS), TimeUnit.MILLISECONDS);
        int ended = Halt.terminateSessions(hour.bench());
        assertThat(process.waitFor())
                .as("exit code after %s sessions were ended", ended)
                .isIn(ExitCode.OK.number(), ExitCode.ENVIRONMENT.number());
        if (hour.isLoaded()) {
            hour.assertLoadedOnce();
        } else {
            assertThat(process.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.number());
            assertThat(ended).as("sessions that were ended").isPositive();
            hour.assertNothingLoaded();
        }
        hour.assertRetryLoadsAllOnce();
    }

    private Process start() throws IOException {
        Path configuration = Workbench.write(hour.bench().configuration());
        ProcessBuilder builder = new ProcessBuilder(
                "java",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                requireNonNull(System.getProperty("tidemark.jar")),
                "load",
                "--config",
                configuration.toString(),
                "--hour",
                Items.HOUR);
        builder.environment().put("AWS_ACCESS_KEY_ID", SandboxS3.shared().accessKey());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", SandboxS3.shared().secretKey());
        return builder.redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }
}
