package io.tidemark.loader.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.report.RunSummary;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is said when the JVM's memory is used up. Nothing of it is data's: PostgreSQL rolls back what was not committed,
 * and with more memory the next run succeeds.
 *
 * <p>As the handler of what no thread has caught it ends the process, at once and with what was made ready before: no
 * object can be made any more, and the thread may have died while it changed a lock for which others then wait forever
 * (a condition of the JDK that could not enqueue its waiter does so).
 */
final class OutOfMemory implements Thread.UncaughtExceptionHandler {

    private volatile byte[] message = new byte[0];
    private volatile byte[] summary = new byte[0];

    /** Makes ready what is said if a command does not get to its end. */
    void prepare(String command) {
        EnvironmentException failure = failure(null);
        message = (failure.getMessage() + "\n").getBytes(UTF_8);
        summary = (RunSummary.ofFailure(command, ExitCode.ENVIRONMENT.number(), failure) + "\n").getBytes(UTF_8);
    }

    EnvironmentException failure(@Nullable OutOfMemoryError cause) {
        return new EnvironmentException(
                "out of memory: the JVM may use " + Runtime.getRuntime().maxMemory() / 1024 / 1024
                        + " MiB; what was not committed is rolled back. Give it more (java -Xmx…, or"
                        + " airflow.java-options), which long values and files with large row groups need",
                cause);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            try (OutputStream err = new FileOutputStream(FileDescriptor.err);
                    OutputStream out = new FileOutputStream(FileDescriptor.out)) {
                err.write(message);
                out.write(summary);
            } catch (IOException | OutOfMemoryError e) {
                // the exit code says it all the same
            } finally {
                Runtime.getRuntime().halt(ExitCode.ENVIRONMENT.number());
            }
        }
        failure.printStackTrace();
    }
}
