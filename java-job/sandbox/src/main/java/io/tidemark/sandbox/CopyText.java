package io.tidemark.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Fills a table with PostgreSQL's COPY in its text format; values are written as Java writes them. */
final class CopyText {

    private static final int BUFFER_BYTES = 256 * 1024;

    private CopyText() {}

    static void into(Jdbi database, String table, Stream<? extends List<@Nullable Object>> rows) {
        database.useHandle(handle -> write(handle.getConnection(), "COPY " + table + " FROM STDIN", rows.iterator()));
    }

    private static void write(Connection connection, String copy, Iterator<? extends List<@Nullable Object>> rows) {
        try (Writer out = new OutputStreamWriter(
                new PGCopyOutputStream(connection.unwrap(PGConnection.class), copy, BUFFER_BYTES), UTF_8)) {
            StringBuilder line = new StringBuilder();
            while (rows.hasNext()) {
                line.setLength(0);
                for (Object value : rows.next()) {
                    append(line.isEmpty() ? line : line.append('\t'), value);
                }
                out.append(line.append('\n'));
            }
        } catch (IOException | SQLException e) {
            throw new UncheckedIOException(new IOException("PostgreSQL did not take a COPY", e));
        }
    }

    private static void append(StringBuilder line, @Nullable Object value) {
        if (value == null) {
            line.append("\\N");
            return;
        }
        String text = value.toString();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(character);
            }
        }
    }
}
