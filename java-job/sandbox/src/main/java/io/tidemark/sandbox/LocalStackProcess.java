package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * LocalStack as a child process, for machines without a Docker engine.
 *
 * <p>Its state and its log live in a temporary directory that closing removes. The process ends with this JVM, also
 * when the JVM is killed.
 */
final class LocalStackProcess implements S3Server {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 5;
    private static final int LOG_TAIL_LINES = 15;

    private final Process process;
    private final ParentDeathGuard guard;
    private final Path directory;
    private final URI endpoint;

    private LocalStackProcess(Process process, ParentDeathGuard guard, Path directory, URI endpoint) {
        this.process = process;
        this.guard = guard;
        this.directory = directory;
        this.endpoint = endpoint;
    }

    /** Starts it with the environment below {@code home}, which is made if missing, and waits until it answers. */
    static LocalStackProcess start(Path home) {
        Path python = PythonEnvironment.interpreter(home);
        try {
            Path directory = Files.createTempDirectory("tidemark-localstack-");
            int port = freePort();
            Process process = builder(python, directory, port).start();
            ParentDeathGuard guard = ParentDeathGuard.over(process.pid(), "TERM", directory);
            LocalStackProcess server =
                    new LocalStackProcess(process, guard, directory, URI.create("http://127.0.0.1:" + port));
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start LocalStack with " + python, e);
        }
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String kind() {
        return "LocalStack process " + process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            guard.close();
            Directories.delete(directory);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove LocalStack's directory " + directory, e);
        }
    }

    private static ProcessBuilder builder(Path python, Path directory, int port) {
        ProcessBuilder builder = new ProcessBuilder(python.toString(), "-m", "localstack.runtime.main")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log(directory).toFile()));
        Map<String, String> environment = builder.environment();
        // Settings of the surrounding shell (another LocalStack, an AWS profile, a Python path) must not leak in.
        List<String> foreign = List.of("LOCALSTACK", "AWS_", "PYTHON", "PROVIDER_OVERRIDE");
        environment.keySet().removeIf(name -> foreign.stream().anyMatch(name::startsWith));
        environment.putAll(Map.of(
                "SERVICES", "s3",
                "GATEWAY_LISTEN", "127.0.0.1:" + port,
                "SKIP_SSL_CERT_DOWNLOAD", "1",
                "DISABLE_EVENTS", "1",
                "DNS_ADDRESS", "0",
                // In a build container LocalStack believes to be in its own image and writes below /var/lib.
                "OVERRIDE_IN_DOCKER", "0",
                "FILESYSTEM_ROOT", directory.resolve("files").toString()));
        return builder;
    }

    private static Path log(Path directory) {
        return directory.resolve("localstack.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        boolean answered = false;
        while (!answered && process.isAlive() && System.nanoTime() < deadline) {
            answered = answers();
            if (!answered) {
                pause();
            }
        }
        if (!answered) {
            List<String> lines = Files.readAllLines(log(directory));
            String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
            close();
            throw new SandboxException("LocalStack did not answer within " + START_LIMIT.toSeconds()
                    + " s or ended early; the end of its log:\n" + tail);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    endpoint.resolve("/_localstack/health").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while LocalStack started", e);
        }
    }
}
