package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.model.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.ConnectionFactory;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to the target and knows which are open, so that a run that is told to stop does not leave PostgreSQL
 * working on a statement that nobody waits for.
 */
final class TargetConnections implements ConnectionFactory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TargetConnections.class);

    /** What the session needs, whatever the server's or the user's defaults are: a load takes as long as it takes. */
    private static final String SESSION_SETTINGS = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres"
            + " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c client_min_messages=warning"
            + " -c default_transaction_isolation=read\\ committed -c extra_float_digits=1";

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Thread stop = new Thread(this::cancelAll, "tidemark-stop");

    TargetConnections(Settings.Database settings) {
        setUrl(settings.url());
        source.setUser(settings.user());
        settings.password().ifPresent(source::setPassword);
        source.setApplicationName("tidemark");
        source.setTcpKeepAlive(true);
        source.setOptions(SESSION_SETTINGS);
        Runtime.getRuntime().addShutdownHook(stop);
    }

    /** The driver's own message would repeat the URL, whose parameters may hold a password. */
    private void setUrl(String url) {
        try {
            source.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "target.url is no PostgreSQL URL; expected jdbc:postgresql://host:port/database");
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = source.getConnection();
        open.add(connection);
        return connection;
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        open.remove(connection);
        connection.close();
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
        Runtime.getRuntime().removeShutdownHook(stop);
    }
}
