package io.tidemark.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Turns a server that trusts everyone into one that demands passwords.
 *
 * <p>The embedding library needs trust for its own readiness check, so this happens after the start: set the password,
 * replace {@code pg_hba.conf}, reload, and wait until a connection without a password is really refused, because a
 * reload takes effect some time after it was asked for.
 */
final class PasswordOnly {

    /** The method md5 means scram-sha-256 for a password that is stored for that. */
    private static final String HOST_RULES = """
            local all         all              md5
            host  all         all 127.0.0.1/32 md5
            host  all         all ::1/128      md5
            local replication all              md5
            host  replication all 127.0.0.1/32 md5
            host  replication all ::1/128      md5
            """;

    private static final int ATTEMPTS = 200;
    private static final long PAUSE_MILLIS = 50;
    private static final String INVALID_PASSWORD_CLASS = "28";

    private PasswordOnly() {}

    /** Hands the data directory on once passwords are demanded; on failure the server is closed. */
    static SandboxPostgres demand(
            EmbeddedPostgres server, String user, String password, Function<Path, SandboxPostgres> then) {
        try {
            Path dataDirectory = setUp(server.getPostgresDatabase(), user, password);
            awaitRefusal(server.getPostgresDatabase());
            return then.apply(dataDirectory);
        } catch (SQLException | IOException | RuntimeException e) {
            SandboxException failure = new SandboxException("PostgreSQL could not be made to demand passwords", e);
            try {
                server.close();
            } catch (IOException suppressed) {
                failure.addSuppressed(suppressed);
            }
            throw failure;
        }
    }

    /** The process id of the server that owns the data directory. */
    static long postmaster(Path dataDirectory) {
        try {
            return Long.parseLong(Files.readAllLines(dataDirectory.resolve("postmaster.pid"))
                    .get(0)
                    .strip());
        } catch (IOException e) {
            throw new SandboxException("no process id in " + dataDirectory, e);
        }
    }

    private static Path setUp(DataSource trusted, String user, String password) throws SQLException, IOException {
        try (Connection connection = trusted.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER ROLE \"" + user + "\" PASSWORD '" + password + "'");
            Files.writeString(Path.of(single(statement, "SHOW hba_file")), HOST_RULES);
            single(statement, "SELECT pg_reload_conf()");
            return Path.of(single(statement, "SHOW data_directory"));
        }
    }

    private static String single(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void awaitRefusal(DataSource withoutPassword) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (Connection connection = withoutPassword.getConnection()) {
                pause(connection);
            } catch (SQLException e) {
                // The driver itself complains (08004) when the server asks for a password it does not have.
                String state = String.valueOf(e.getSQLState());
                if (state.startsWith(INVALID_PASSWORD_CLASS) || state.equals("08004")) {
                    return;
                }
                throw e;
            }
        }
        throw new SandboxException("PostgreSQL still accepts connections without a password");
    }

    private static void pause(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(" + PAUSE_MILLIS / 1000.0 + ")");
        }
    }
}
