package io.tidemark.loader.faults;

import io.tidemark.sandbox.SandboxPostgres;
import java.io.IOException;
import java.net.Socket;

/** A line to PostgreSQL that can be cut. */
final class PostgresLine extends Connections {

    /** The address of a database at the near end. */
    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    @Override
    void serve(Socket client) throws IOException {
        try (Socket postgres = connect("127.0.0.1", SandboxPostgres.shared().port())) {
            start(() -> {
                try {
                    pump(postgres.getInputStream(), client.getOutputStream());
                } catch (IOException e) {
                    // The other direction ends as well.
                }
                quietly(client);
            });
            pump(client.getInputStream(), postgres.getOutputStream());
        }
    }
}
