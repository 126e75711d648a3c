package io.tidemark.loader.cli;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.sql.NamedParameters;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.SqlFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to a database and knows which are open, so that a run that is told to stop does not leave PostgreSQL
 * working on a statement that nobody waits for.
 */
final class DatabaseConnections implements ConnectionFactory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseConnections.class);

    /** What the session needs, whatever the server's or the user's defaults are: a load takes as long as it takes. */
    private static final String SESSION_SETTINGS = "-c datestyle=ISO -c intervalstyle=postgres"
            + " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c client_min_messages=warning"
            + " -c default_transaction_isolation=read\\ committed -c extra_float_digits=1";

    /** Of no use among the settings above: the driver sets the JVM's time zone after them. */
    private static final String TIME_ZONE = SqlFile.of(DatabaseConnections.class, "time_zone");

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Connection> idle = new AtomicReference<>();
    private final Thread stop = new Thread(this::cancelAll, "tidemark-stop");

    /** {@code name} is how the configuration or the command line calls the URL. */
    DatabaseConnections(String name, String url, String user, Optional<String> password) {
        setUrl(name, url);
        source.setUser(user);
        password.ifPresent(source::setPassword);
        source.setApplicationName("tidemark");
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false); // details hold row data, and messages end in logs
        source.setOptions(SESSION_SETTINGS);
        source.setBinaryTransferEnable(Integer.toString(RowSource.UNKNOWN_TYPE)); // as rows are sent as parameters
        Runtime.getRuntime().addShutdownHook(stop);
    }

    /** The driver's own message would repeat the URL, whose parameters may hold a password. */
    private void setUrl(String name, String url) {
        try {
            source.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    name + " is no PostgreSQL URL; expected jdbc:postgresql://host:port/database");
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection kept = idle.getAndSet(null);
        Connection connection = kept == null ? connect() : kept;
        open.add(connection);
        return connection;
    }

    private Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(TIME_ZONE);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Keeps one connection for the next use: logging in costs more than most statements. */
    @Override
    public void closeConnection(Connection connection) throws SQLException {
        open.remove(connection);
        boolean clean = !connection.isClosed() && connection.getAutoCommit();
        if (!clean || !idle.compareAndSet(null, connection)) {
            connection.close();
        }
    }

    /** The database through these connections. */
    Jdbi jdbi() {
        Jdbi jdbi = Jdbi.create(this);
        // Rendered statements would carry bound values, which may be row data, into messages.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        jdbi.getConfig(SqlStatements.class).setSqlParser(new NamedParameters());
        return jdbi;
    }

    /** Runs when the process is told to stop; PostgreSQL rolls back whatever has not been committed. */
    private void cancelAll() {
        for (Connection connection : open) {
            LOG.warn("interrupted: what is not committed is rolled back");
            try {
                connection.unwrap(PGConnection.class).cancelQuery();
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.warn(
                        "a connection could not be cancelled; PostgreSQL ends it when it notices sqlstate={}",
                        e.getSQLState());
            }
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            return; // the process is being stopped, and the hook is at work
        }
        Connection kept = idle.getAndSet(null);
        if (kept != null) {
            try {
                kept.close();
            } catch (SQLException e) {
                LOG.warn("the connection did not close in order sqlstate={}", e.getSQLState());
            }
        }
    }
}
