package io.tidemark.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server on a free loopback port, with its data in a temporary directory.
 *
 * <p>Every TCP connection needs a scram-sha-256 password: a wrong or missing one is refused by the server. The only role
 * is {@link #user()}, a superuser; a test that needs fewer rights creates a role of its own. Commits are durable
 * ({@code fsync} and {@code synchronous_commit} on), so that a killed server comes back with what it acknowledged. Pass
 * settings to trade that for speed; the shared server does, and has passwords that cost next to nothing to check.
 *
 * <p>Whoever starts a server closes it; {@link #shared()} belongs to the JVM. When the JVM is killed, the server ends
 * too. Thread-safe.
 */
public final class SandboxPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SandboxPostgres.class);
    private static final Pattern DATABASE_PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Duration START_WAIT = Duration.ofSeconds(60);

    /** Nothing outlives the tests; and they log in so often that the work of scram-sha-256 was most of their work. */
    private static final Map<String, String> QUICK = Map.of(
            "fsync", "off", "full_page_writes", "off", "synchronous_commit", "off", "password_encryption", "md5");

    /** What a server needs to be captured from, by some tasks at a time. */
    private static final Map<String, String> CAPTURED =
            Map.of("wal_level", "logical", "max_replication_slots", "20", "max_wal_senders", "20");

    private static final String USER = "postgres";
    private static final String PASSWORD = "tidemark-sandbox";

    private final EmbeddedPostgres server;
    private final ParentDeathGuard guard;
    private final long pid;
    private final AtomicInteger databases = new AtomicInteger();

    private SandboxPostgres(EmbeddedPostgres server, ParentDeathGuard guard, long pid) {
        this.server = server;
        this.guard = guard;
        this.pid = pid;
    }

    /** Starts a server with durable commits. */
    public static SandboxPostgres start() {
        return start(Map.of());
    }

    /** Starts a server with these {@code postgresql.conf} settings on top of the sandbox's own. */
    public static SandboxPostgres start(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(START_WAIT);
        serverSettings(settings).forEach(builder::setServerConfig);
        EmbeddedPostgres server;
        try {
            server = builder.start();
        } catch (IOException e) {
            throw new SandboxException("PostgreSQL did not start within " + START_WAIT.toSeconds() + " s", e);
        }
        return PasswordOnly.demand(server, USER, PASSWORD, directory -> adopt(server, directory));
    }

    /** Starts a server with durable commits from which changes can be captured. */
    public static SandboxPostgres startSource() {
        return start(CAPTURED);
    }

    /** The server that all tests of this JVM share; closed when the JVM ends, never by its users. */
    public static SandboxPostgres shared() {
        return Shared.SERVER;
    }

    /** The server that all tests of this JVM share as a source: its log has what a replication slot needs. */
    public static SandboxPostgres sharedSource() {
        return SharedSource.SERVER;
    }

    /** Creates an empty database; the name starts with {@code prefix} and is new on this server. */
    public String createDatabase(String prefix) {
        if (!DATABASE_PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("database prefix must match " + DATABASE_PREFIX + ", got: " + prefix);
        }
        String name = prefix + "_" + databases.incrementAndGet();
        jdbi(USER).useHandle(handle -> handle.execute("CREATE DATABASE \"" + name + "\""));
        return name;
    }

    /** The JDBC address of a database, without credentials. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** The superuser's name. */
    public String user() {
        return USER;
    }

    /** The superuser's password. */
    public String password() {
        return PASSWORD;
    }

    /** The TCP port on the loopback interface. */
    public int port() {
        return server.getPort();
    }

    /** The process id of the server, whose children serve the connections. */
    public long pid() {
        return pid;
    }

    /** The server's version, such as {@code 17.11}. */
    public String version() {
        String version = jdbi(USER)
                .withHandle(handle -> handle.createQuery("SHOW server_version")
                        .mapTo(String.class)
                        .one());
        return version.replaceFirst(" .*", "");
    }

    /** Opens a connection of its own for each handle, as the superuser; bound values do not appear in its messages. */
    public Jdbi jdbi(String database) {
        Jdbi jdbi = Jdbi.create(url(database), USER, PASSWORD);
        jdbi.configure(StatementExceptions.class, config -> config.setMessageRendering(MessageRendering.NONE));
        jdbi.configure(SqlStatements.class, config -> config.setUnusedBindingAllowed(false));
        return jdbi;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new SandboxException("PostgreSQL on port " + port() + " did not stop in an orderly way", e);
        } finally {
            guard.close();
        }
    }

    private static SandboxPostgres adopt(EmbeddedPostgres server, Path dataDirectory) {
        long pid = PasswordOnly.postmaster(dataDirectory);
        // INT is PostgreSQL's "fast" shutdown: it does not wait for clients.
        SandboxPostgres postgres = new SandboxPostgres(server, ParentDeathGuard.over(pid, "INT", dataDirectory), pid);
        log.info("sandbox_postgres version={} port={} pid={}", postgres.version(), postgres.port(), pid);
        return postgres;
    }

    private static Map<String, String> serverSettings(Map<String, String> wanted) {
        Map<String, String> settings = new LinkedHashMap<>();
        // The embedding library starts the server with -F (no fsync) and without synchronous commits.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("max_connections", "200");
        settings.put("shared_buffers", "256MB");
        settings.put("max_wal_size", "2GB");
        settings.put("checkpoint_timeout", "15min");
        settings.putAll(wanted);
        return settings;
    }

    private static Map<String, String> both(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(some);
        all.putAll(others);
        return all;
    }

    private static SandboxPostgres lasting(Map<String, String> settings) {
        SandboxPostgres server = start(settings);
        // The embedding library stops the server in a hook of its own; this one only releases the guard.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "sandbox-postgres-close"));
        return server;
    }

    private static final class Shared {
        static final SandboxPostgres SERVER = lasting(QUICK);
    }

    private static final class SharedSource {
        static final SandboxPostgres SERVER = lasting(both(QUICK, CAPTURED));
    }
}
