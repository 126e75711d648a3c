package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.SandboxPostgres;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** A database to capture from, and a user that may replicate and read everything in it. */
public record SourceServer(String host, int port, String database, String user, String password) {

    /** A database of a server of the sandbox. */
    public static SourceServer of(SandboxPostgres server, String database) {
        return new SourceServer("127.0.0.1", server.port(), database, server.user(), server.password());
    }

    /** Opens a connection of its own for each handle; bound values do not appear in its messages. */
    public Jdbi jdbi() {
        Jdbi jdbi = Jdbi.create("jdbc:postgresql://" + host + ":" + port + "/" + database, user, password);
        jdbi.configure(StatementExceptions.class, config -> config.setMessageRendering(MessageRendering.NONE));
        return jdbi;
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
