package io.tidemark.loader.types;

import io.tidemark.loader.testing.Workbench;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL that has the types: what it says of a value is what the formats write, and what has to arrive. */
final class SourceDatabase implements AutoCloseable {

    private final Handle handle;

    private SourceDatabase(Handle handle) {
        this.handle = handle;
    }

    /** Opens the database of the bench, which has to have the types already. */
    static SourceDatabase of(Workbench bench) {
        Handle handle = bench.jdbi().open();
        handle.execute("set timezone = 'UTC'");
        return new SourceDatabase(handle);
    }

    /**
     * The text of what a format keeps of a value.
     *
     * @param expression over {@code x}
     */
    String text(TypeFormat format, String expression, SourceType type, EdgeValue value) throws SQLException {
        return String.valueOf(query("select " + expression + " from " + kept(format, type, value)));
    }

    /** An SQL expression over {@code v}, the source's value, as text. */
    String query(String expression, SourceType type, EdgeValue value) throws SQLException {
        return String.valueOf(query(
                "select " + expression + " from (select " + cast(String.valueOf(value.sql()), type) + " as v) s"));
    }

    String shownText(SourceType type, EdgeValue value) {
        return String.valueOf(shown(type, value));
    }

    /** How PostgreSQL shows the source's value. */
    @Nullable
    String shown(SourceType type, EdgeValue value) {
        return must(shown("v") + " from (select " + cast(String.valueOf(value.sql()), type) + " as v) s");
    }

    /** How PostgreSQL shows what the file holds of the value. */
    @Nullable
    String shownKept(TypeFormat format, SourceType type, EdgeValue value) {
        return must(shown(cast("x", type)) + " from " + kept(format, type, value));
    }

    /** A query for how PostgreSQL shows a value; {@code is null} would take a composite of NULLs for NULL. */
    static String shown(String expression) {
        return "select case num_nonnulls(" + expression + ") when 1 then format('%s', " + expression + ") end";
    }

    /** Hands over each row of a query, which goes past Jdbi as well. */
    void rows(String sql, RowTaker taker) {
        try (Statement statement = handle.getConnection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                taker.take(rows);
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    void execute(String sql) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Takes a row. */
    @FunctionalInterface
    interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }

    @Override
    public void close() {
        handle.close();
    }

    private static String kept(TypeFormat format, SourceType type, EdgeValue value) {
        String source = value.file() == null
                ? "(select " + format.keeps(type) + " as x from (select " + cast(String.valueOf(value.sql()), type)
                        + " as v offset 0) s offset 0) k"
                : "(select '" + value.file().replace("'", "''") + "'::text as x) k";
        return source;
    }

    private static String cast(String expression, SourceType type) {
        return "(" + expression + ")::" + type.sql();
    }

    private @Nullable String must(String sql) {
        try {
            return query(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql.substring(0, Math.min(sql.length(), 500)), e);
        }
    }

    /** Past Jdbi, which would look for parameters in the values. */
    private @Nullable String query(String sql) throws SQLException {
        Connection connection = handle.getConnection();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static String names(List<SourceType> types) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            names.append(", c").append(i).append(' ').append(types.get(i).sql());
        }
        return names.toString();
    }
}
