package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentDeathGuardTest {

    private static final long PATIENCE_SECONDS = 20;

    @Test
    void a_server_ends_and_its_directory_goes_when_its_jvm_is_killed(@TempDir Path home) throws Exception {
        Path data = Files.createDirectory(home.resolve("data"));
        Files.writeString(data.resolve("file"), "x");
        Process jvm = jvmWithGuardedServer(data);
        ProcessHandle server = serverOf(jvm);
        assertThat(server.isAlive()).isTrue();

        jvm.destroyForcibly().waitFor();

        server.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Files.exists(data) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void a_closed_guard_leaves_the_server_alone(@TempDir Path data) throws Exception {
        Process server = new ProcessBuilder("sleep", "600").start();
        try {
            ParentDeathGuard.over(server.pid(), "TERM", data).close();
            assertThat(server.isAlive()).isTrue();
            assertThat(data).exists();
        } finally {
            server.destroyForcibly();
        }
    }

    private static Process jvmWithGuardedServer(Path data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GuardedServer.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ProcessHandle serverOf(Process jvm) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.US_ASCII));
        return ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
    }

    /** The JVM to kill: starts a server under guard, says its process id and waits. */
    static final class GuardedServer {

        private GuardedServer() {}

        public static void main(String[] arguments) throws Exception {
            Process server = new ProcessBuilder("sleep", "600").start();
            ParentDeathGuard guard = ParentDeathGuard.over(server.pid(), "TERM", Path.of(arguments[0]));
            System.out.println(server.pid());
            server.waitFor();
            guard.close();
        }
    }
}
