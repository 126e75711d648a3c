package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Ends a server process when this JVM is gone, however it went.
 *
 * <p>A shutdown hook does not run on {@code kill -9}. The guard is a shell that reads from a pipe whose only writing end
 * is held by this JVM: the kernel closes it when the JVM dies, the read ends, and the guard stops the server and removes
 * its directory. The guard ignores terminal signals, because Ctrl-C reaches the whole process group and must not take
 * away the guard before the JVM is through with its own clean-up.
 *
 * <p>Closing the guard before the JVM ends disarms it. Not thread-safe; owned by the server's stand-in.
 */
final class ParentDeathGuard implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            read -r order
            [ "$order" = disarm ] && exit 0
            kill -s "$2" "$1" 2>/dev/null
            tries=0
            while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
            kill -s KILL "$1" 2>/dev/null
            rm -rf -- "$3"
            """;

    private final Process shell;

    private ParentDeathGuard(Process shell) {
        this.shell = shell;
    }

    /** Watches over {@code pid}; {@code signal} is the name of its orderly stop, without the prefix {@code SIG}. */
    static ParentDeathGuard over(long pid, String signal, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", SCRIPT, "tidemark-sandbox-guard", Long.toString(pid), signal, directory.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        try {
            return new ParentDeathGuard(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the guard of process " + pid, e);
        }
    }

    @Override
    public void close() {
        try {
            shell.getOutputStream().write("disarm\n".getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().close();
            if (!shell.waitFor(5, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (IOException e) {
            shell.destroyForcibly();
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
