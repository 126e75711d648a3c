package io.tidemark.sandbox;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.tidemark.sandbox.dms.CompressedTime;
import io.tidemark.sandbox.dms.SourceServer;
import io.tidemark.sandbox.workload.Mix;
import io.tidemark.sandbox.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the commands of a live sandbox know of each other: the servers, and what time it is. It lies in a file that only its
 * owner can read, from {@code up} until that ends.
 *
 * @param process the one that has the servers
 * @param began when that process began, since numbers of processes are used again
 * @param bucket receives the files
 */
record LiveSandbox(
        long process,
        Instant began,
        SourceServer source,
        SourceServer target,
        URI endpoint,
        String accessKey,
        String secretKey,
        String bucket,
        CompressedTime time) {

    /** Of the files and of the task. */
    static final String NAMES = "[a-z][a-z0-9-]{0,29}";

    /** Starts a source beside the servers, with an application's tables in it, and tells of them. */
    static LiveSandbox start(String name, SandboxServers servers, CompressedTime time, long seed, int orders)
            throws IOException {
        servers.configure(Resources.text("sandbox-live.conf").replace("${bucket}", servers.bucket()));
        servers.postgres()
                .jdbi(servers.database())
                .useHandle(handle -> handle.execute(Resources.text("workload/order-details.sql")));
        SandboxPostgres postgres = SandboxServers.endingWithJvm(SandboxPostgres.startSource());
        SourceServer source = SourceServer.of(postgres, postgres.createDatabase("shop"));
        Workload.create(source.jdbi(), seed, Mix.usual(), orders).close();
        LiveSandbox sandbox = of(source, SourceServer.of(servers.postgres(), servers.database()), servers, time);
        sandbox.write(name);
        return sandbox;
    }

    private static LiveSandbox of(
            SourceServer source, SourceServer target, SandboxServers servers, CompressedTime time) {
        ProcessHandle own = ProcessHandle.current();
        return new LiveSandbox(
                own.pid(),
                own.info().startInstant().orElse(Instant.EPOCH),
                source,
                target,
                servers.s3().endpoint(),
                servers.s3().accessKey(),
                servers.s3().secretKey(),
                servers.bucket(),
                time);
    }

    /** Reads what {@code up} wrote, if its process still runs. */
    static LiveSandbox named(String name) {
        Path file = file(name);
        if (!Files.exists(file)) {
            throw new SandboxException(
                    "there is no live sandbox " + name + "; start it: sandbox up --live --name " + name);
        }
        Config values = ConfigFactory.parseFile(file.toFile());
        return new LiveSandbox(
                values.getLong("process"),
                Instant.parse(values.getString("began")),
                server(values.getConfig("source")),
                server(values.getConfig("target")),
                URI.create(values.getString("endpoint")),
                values.getString("access-key"),
                values.getString("secret-key"),
                values.getString("bucket"),
                new CompressedTime(
                        Instant.parse(values.getString("time.begin")),
                        Instant.parse(values.getString("time.shown-as")),
                        values.getInt("time.factor")));
    }

    /** Writes it for the other commands; the file goes with this JVM. */
    void write(String name) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("process", process);
        values.put("began", began.toString());
        values.put("source", values(source));
        values.put("target", values(target));
        values.put("endpoint", endpoint.toString());
        values.put("access-key", accessKey);
        values.put("secret-key", secretKey);
        values.put("bucket", bucket);
        values.put(
                "time",
                Map.of(
                        "begin", time.begin().toString(),
                        "shown-as", time.shownAs().toString(),
                        "factor", time.factor()));
        Path file = file(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                ConfigValueFactory.fromMap(values).render(ConfigRenderOptions.concise()),
                StandardOpenOption.TRUNCATE_EXISTING);
        file.toFile().deleteOnExit();
    }

    /** The S3 API, which belongs to the other process. */
    SandboxS3 s3() {
        return SandboxS3.at(endpoint, accessKey, secretKey);
    }

    private static Path file(String name) {
        try {
            return Files.createDirectories(SandboxHome.directory().resolve("run"))
                    .resolve(name + ".live.json");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the sandbox's directory", e);
        }
    }

    private static Map<String, Object> values(SourceServer server) {
        return Map.of(
                "host", server.host(),
                "port", server.port(),
                "database", server.database(),
                "user", server.user(),
                "password", server.password());
    }

    private static SourceServer server(Config values) {
        return new SourceServer(
                values.getString("host"),
                values.getInt("port"),
                values.getString("database"),
                values.getString("user"),
                values.getString("password"));
    }
}
