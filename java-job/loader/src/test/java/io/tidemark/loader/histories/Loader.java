package io.tidemark.loader.histories;

import io.tidemark.loader.discover.ObjectStore;
import io.tidemark.loader.histories.Step.Command;
import io.tidemark.loader.histories.Step.Command.Kind;
import io.tidemark.loader.load.FullLoad;
import io.tidemark.loader.load.HourLoad;
import io.tidemark.loader.load.PipelineRun;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.PipelineResult;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.NamedParameters;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.StateNames;
import io.tidemark.loader.testing.TestS3;
import io.tidemark.sandbox.SandboxPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs commands as the command line does, below its front door: reading a configuration, logging in and parsing
 * statements would take longer than these loads. Runs one command at a time.
 */
final class Loader implements AutoCloseable {

    /** Later than all changes. */
    private static final Instant NOW = Instant.parse("2024-05-02T00:00:00Z");

    private final Sessions sessions;
    private final Stores stores;
    private BeforeStatement before = BeforeStatement.NOTHING;
    private int statements;

    Loader(String database) {
        sessions = new Sessions(database);
        Jdbi jdbi = Jdbi.create(sessions);
        jdbi.getConfig(SqlStatements.class).setSqlParser(new NamedParameters());
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                before.accept(statements++, context.getConnection());
            }
        });
        stores = new Stores(new ObjectStore(TestS3.shared().client()), jdbi, new StateNames("tidemark"));
    }

    Stores stores() {
        return stores;
    }

    /** Told before each statement which number it has, from 0, and which session sends it. */
    @FunctionalInterface
    interface BeforeStatement {
        BeforeStatement NOTHING = (number, session) -> {};

        void accept(int number, Connection session);
    }

    /** Runs a command. */
    PipelineResult run(Pipeline pipeline, Command command, BeforeStatement watcher) {
        before = watcher;
        statements = 0;
        Run run = new Run("history", command.toString(), 1, "0", NOW);
        if (!command.isOfHour()) {
            FullLoad load = new FullLoad(stores, pipeline, run);
            return new PipelineRun(stores, pipeline, run)
                    .run(
                            Optional.empty(),
                            done -> done.accept(
                                    command.kind() == Kind.RELOAD ? load.reload(Optional.empty()) : load.load()));
        }
        HourPartition hour = hour(command.hour());
        return new PipelineRun(stores, pipeline, run)
                .run(
                        Optional.of(hour),
                        done -> new HourLoad(stores, pipeline, run)
                                .load(HourRange.of(hour), command.kind() == Kind.REAPPLY, Instant.now(), done));
    }

    private static HourPartition hour(int hour) {
        return HourPartition.parse(String.format(Locale.ROOT, "2024-05-01T%02d:00Z", hour));
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** Sessions with the settings of the command line's own. */
    private static final class Sessions implements ConnectionFactory, AutoCloseable {

        private final PGSimpleDataSource source = new PGSimpleDataSource();
        private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

        Sessions(String database) {
            SandboxPostgres postgres = SandboxPostgres.shared();
            source.setURL(postgres.url(database));
            source.setUser(postgres.user());
            source.setPassword(postgres.password());
            source.setOptions("-c timezone=UTC -c client_min_messages=warning");
            source.setBinaryTransferEnable(Integer.toString(RowSource.UNKNOWN_TYPE));
        }

        @Override
        public Connection openConnection() throws SQLException {
            Connection kept = idle.poll();
            return kept == null ? source.getConnection() : kept;
        }

        @Override
        public void closeConnection(Connection connection) throws SQLException {
            if (connection.isClosed() || !connection.getAutoCommit()) {
                connection.close();
            } else {
                idle.offer(connection);
            }
        }

        @Override
        public void close() {
            for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
                try {
                    kept.close();
                } catch (SQLException e) {
                    throw new IllegalStateException("a session did not close", e);
                }
            }
        }
    }
}
