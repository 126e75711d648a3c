package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Both servers with a bucket, a target database that has the orders table, and the files that tell others about them:
 * a configuration for Tidemark and the environment it needs.
 *
 * <p>Everything ends, and the files go, when the JVM ends. Thread-safe.
 *
 * @param config the configuration file
 * @param exports a file of shell assignments with {@link #environment()}
 */
record SandboxServers(
        SandboxPostgres postgres, SandboxS3 s3, String database, String bucket, Path config, Path exports) {

    /** Where the table's files lie in the bucket. */
    static final String PREFIX = "dms/orders/";

    /** Starts both; {@code name} names the files. */
    static SandboxServers start(String name) {
        return start(name, Map.of());
    }

    /** Starts both, PostgreSQL with these settings on top of the sandbox's own. */
    static SandboxServers start(String name, Map<String, String> settings) {
        CompletableFuture<SandboxS3> startingS3 = CompletableFuture.supplyAsync(SandboxS3::start);
        SandboxPostgres postgres = endingWithJvm(SandboxPostgres.start(settings));
        SandboxS3 s3 = endingWithJvm(join(startingS3));
        String database = postgres.createDatabase("target");
        OrdersTable.create(postgres.jdbi(database));
        String bucket = s3.createBucket("tidemark-" + name);
        try {
            Path run = Files.createDirectories(SandboxHome.directory().resolve("run"));
            SandboxServers servers = new SandboxServers(
                    postgres, s3, database, bucket, run.resolve(name + ".conf"), run.resolve(name + ".env"));
            servers.writeFiles();
            return servers;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the sandbox's configuration", e);
        }
    }

    /** What a Tidemark process needs in its environment. */
    Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "AWS_ACCESS_KEY_ID", s3.accessKey(),
                "AWS_SECRET_ACCESS_KEY", s3.secretKey(),
                "TIDEMARK_TARGET_URL", postgres.url(database),
                "TIDEMARK_TARGET_USER", postgres.user(),
                "TIDEMARK_TARGET_PASSWORD", postgres.password(),
                "PGPASSWORD", postgres.password()));
    }

    /** The shell command that opens the target database; the password comes from the environment. */
    String psql() {
        return "psql -h 127.0.0.1 -p " + postgres.port() + " -U " + postgres.user() + " " + database;
    }

    /** Puts these settings on top of those in the configuration file. */
    void configure(String settings) throws IOException {
        Files.writeString(config, settings, StandardOpenOption.APPEND);
    }

    private void writeFiles() throws IOException {
        Files.writeString(
                config,
                Resources.text("sandbox.conf")
                        .replace("${region}", s3.region())
                        .replace("${endpoint}", s3.endpoint().toString())
                        .replace("${bucket}", bucket)
                        .replace("${prefix}", PREFIX));
        Files.writeString(
                exports,
                environment().entrySet().stream()
                        .map(variable -> "export " + variable.getKey() + "='" + variable.getValue() + "'\n")
                        .collect(Collectors.joining()));
        config.toFile().deleteOnExit();
        exports.toFile().deleteOnExit();
    }

    /** Has a server end with this JVM. */
    static <T extends AutoCloseable> T endingWithJvm(T server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "sandbox-close"));
        return server;
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            // The JVM is ending: there is nobody left to hand this to.
            System.err.println("sandbox: a server did not stop in an orderly way: " + e.getMessage());
        }
    }

    private static <T> T join(CompletableFuture<T> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
