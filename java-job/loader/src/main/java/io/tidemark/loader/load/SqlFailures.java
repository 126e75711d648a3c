package io.tidemark.loader.load;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.InternalException;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.sql.Identifier;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Says what a failure of PostgreSQL means for the run. The server's own message is passed on only where it holds no row
 * data (codes: PostgreSQL documentation, appendix A).
 */
public final class SqlFailures {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String RESTRICT_VIOLATION = "23001";
    private static final List<String> NOT_CHANGEABLE = List.of("0A", "2B", "42", "54");
    private static final String READ_ONLY = "25006";

    /** The driver's code where the server wants a password and there is none. */
    private static final String LOG_IN_REJECTED = "08004";

    private static final String CHECK_LOG_IN = "log-in refused; check target.user and target.password";

    private SqlFailures() {}

    /** The failure of PostgreSQL within a chain of causes. */
    public static Optional<SQLException> find(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    /** A failure in this project's terms, where PostgreSQL is behind it; any other as it is. */
    public static RuntimeException named(String attempt, RuntimeException failure) {
        Optional<SQLException> sql = find(failure);
        return failure instanceof LoadException || sql.isEmpty() ? failure : translate(attempt, sql.get());
    }

    /** Whether the same transaction may well succeed at once. */
    static boolean isTransient(Throwable failure) {
        return find(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.equals(SERIALIZATION_FAILURE) || state.equals(DEADLOCK))
                .isPresent();
    }

    /** Whether it is a row that was refused, for good or for now, and not the statement. */
    static boolean isOfRows(SQLException failure) {
        LoadException meaning = translate("", failure);
        return meaning instanceof DataRefusedException || meaning instanceof NotReadyException;
    }

    /** The failure as this project names it; {@code attempt} says what was being done. */
    public static LoadException translate(String attempt, SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.equals(LOCK_NOT_AVAILABLE)) {
            return new FencedOutException(
                    attempt + ": another run holds a lock that this one needs (SQLSTATE " + state
                            + "); nothing was committed, retry, or raise load.lock-timeout",
                    failure);
        }
        if (state.equals(READ_ONLY)) {
            return environment(
                    attempt, "the server or the database is read-only; check that target.url is the primary", failure);
        }
        if (state.equals(LOG_IN_REJECTED)) {
            return environment(attempt, CHECK_LOG_IN, failure);
        }
        String group = state.length() < 2 ? "" : state.substring(0, 2);
        return switch (group) {
            case "22" -> new DataRefusedException(attempt + ": " + reason(failure), failure);
            case "23" -> integrity(attempt, state, failure);
            case "28" -> environment(attempt, CHECK_LOG_IN, failure);
            case "3D" -> environment(attempt, "the database does not exist; check target.url", failure);
            case "42" -> schema(attempt, state, failure);
            case "", "08" ->
                environment(attempt, "no connection; check target.url and whether the server is up", failure);
            case "44", "P0" -> new DataRefusedException(attempt + ": " + reason(failure), failure);
            case "25", "34", "2D" -> new InternalException(attempt + ": " + failure.getMessage(), failure);
            default -> environment(attempt, "the server could not go on: " + firstLine(failure), failure);
        };
    }

    /** Rows of another table that are missing, or still there, may come or go with that table's own load. */
    private static LoadException integrity(String attempt, String state, SQLException failure) {
        String message = attempt + ": " + reason(failure);
        return isOfForeignKey(state)
                ? new NotReadyException(message, failure)
                : new DataRefusedException(message, failure);
    }

    /** Whether it is a foreign key that another table's load can satisfy. */
    static boolean isOfForeignKey(@Nullable String state) {
        return FOREIGN_KEY_VIOLATION.equals(state) || RESTRICT_VIOLATION.equals(state);
    }

    /** Whether PostgreSQL refuses to change the shape of a table, as it stands or for this user. */
    static boolean isOfStatement(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return NOT_CHANGEABLE.stream().anyMatch(state::startsWith);
    }

    /** The refusal of a change that the load needs: messages of such statements name objects, never data. */
    static DataRefusedException notChanged(String statement, SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        String detail = server == null || server.getDetail() == null ? "" : " (" + server.getDetail() + ")";
        return new DataRefusedException(
                "the target needs a change that PostgreSQL refuses: " + firstLine(failure) + detail
                        + "; make it yourself, then load again: " + statement,
                failure);
    }

    private static LoadException schema(String attempt, String state, SQLException failure) {
        return switch (state) {
            case "42501" -> environment(attempt, firstLine(failure) + "; grant it to the user of target.user", failure);
            case "42P01", "3F000", "42703", "42883" ->
                new ConfigurationException(
                        attempt + ": " + firstLine(failure) + "; has init been run for this pipeline?", failure);
            case "428C9" ->
                new ConfigurationException(
                        attempt + ": " + firstLine(failure) + "; the files have its values, so let it take them: alter"
                                + " table … alter column … set generated by default",
                        failure);
            case "42704" -> new ConfigurationException(attempt + ": " + firstLine(failure), failure);
            default ->
                new InternalException(attempt + ": " + firstLine(failure) + " (SQLSTATE " + state + ")", failure);
        };
    }

    private static EnvironmentException environment(String attempt, String remedy, SQLException failure) {
        return new EnvironmentException(
                attempt + ": PostgreSQL: " + remedy
                        + (failure.getSQLState() == null ? "" : " (SQLSTATE " + failure.getSQLState() + ")"),
                failure);
    }

    /** What is wrong with a value, in words that do not repeat it. */
    static String reason(SQLException failure) {
        String state = failure.getSQLState();
        String known = switch (state) {
            case "22P02", "22P03" -> "a value that is not valid for its type";
            case "22P05" -> "a character that the type or the server's encoding cannot hold";
            case "22021" -> "a text that is not valid UTF-8";
            case "22001" -> firstLine(failure);
            case "22003" -> "a number out of range";
            case "22007", "22008" -> "a date or time that is not valid or out of range";
            case "2200S", "2200M", "2200N" -> "text that is not valid XML";
            case "23502" -> "NULL in a column that does not allow it";
            case FOREIGN_KEY_VIOLATION, RESTRICT_VIOLATION -> "a reference to a row that is not there";
            case "23505" ->
                "two living rows with the same unique value; an older hour that changes one of them may be"
                        + " missing: load it first";
            case "44000" -> "a row that the target's view does not allow";
            case "P0001" -> "a row that a trigger or function of the target refuses";
            case "23514" -> "a value that a check constraint does not allow";
            case "23P01" -> "two living rows that an exclusion constraint does not allow beside each other";
            default -> "a value that PostgreSQL refuses";
        };
        return known + where(failure) + " (SQLSTATE " + state + ")" + remedy(failure);
    }

    /** Files that have the column are looked through for their NULL: what is left are columns that no file has. */
    private static String remedy(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (server == null
                || !"23502".equals(failure.getSQLState())
                || server.getSchema() == null
                || server.getTable() == null
                || server.getColumn() == null) {
            return "";
        }
        return "; if the source has dropped the column, run: alter table "
                + Identifier.qualified(server.getSchema(), server.getTable()) + " alter column "
                + Identifier.quote(server.getColumn()) + " drop not null";
    }

    /** Where the server was when it failed, as it says it: nothing, or lines from the inside to the outside. */
    static String context(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        String context = server == null ? null : server.getWhere();
        return context == null ? "" : context;
    }

    private static String where(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (server == null) {
            return "";
        }
        StringBuilder where = new StringBuilder();
        append(where, "column", server.getColumn());
        append(where, "constraint", server.getConstraint());
        append(where, "table", server.getTable());
        return where.toString();
    }

    private static void append(StringBuilder text, String kind, @Nullable String name) {
        if (name != null) {
            text.append(", ").append(kind).append(" \"").append(name).append('"');
        }
    }

    private static String firstLine(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        String message = server == null ? failure.getMessage() : server.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
