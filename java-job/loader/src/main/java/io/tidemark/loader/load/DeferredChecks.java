package io.tidemark.loader.load;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Has deferrable constraints of the target checked once, after all merges of a load: deletes go before upserts, so that in
 * between a row may refer to one that is gone. What is left are foreign keys whose rows another table's load brings.
 */
final class DeferredChecks {

    private static final String SAVEPOINT = "tidemark_deferred_checks";

    private final Handle handle;
    private final String target;

    DeferredChecks(Handle handle, TableName target) {
        this.handle = handle;
        this.target = Identifier.qualified(target.schema(), target.name());
    }

    private record ForeignKey(
            String name, String referring, String referred, boolean own, boolean within, boolean deferrable) {}

    /**
     * Runs the merges.
     *
     * @throws NotReadyException if rows of another table have to come or go first
     * @throws DataRefusedException if the rows of the target itself do not fit each other in any order of statements
     */
    <T> T around(Supplier<T> merges) {
        handle.savepoint(SAVEPOINT);
        try {
            set("deferred");
            T result = merges.get();
            set("immediate");
            handle.releaseSavepoint(SAVEPOINT);
            return result;
        } catch (JdbiException | NotReadyException e) {
            SQLException failure = SqlFailures.find(e).orElseThrow(() -> e);
            if (!SqlFailures.isOfForeignKey(failure.getSQLState())) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            LoadException known =
                    e instanceof LoadException named ? named : SqlFailures.translate("merging into " + target, failure);
            throw foreignKey(failure).map(key -> explained(known, key)).orElse(known);
        }
    }

    private void set(String mode) {
        handle.createUpdate(SqlFile.of(DeferredChecks.class, "constraints"))
                .define("mode", mode)
                .execute();
    }

    private Optional<ForeignKey> foreignKey(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (server == null || server.getSchema() == null || server.getTable() == null) {
            return Optional.empty();
        }
        return handle.createQuery(SqlFile.of(DeferredChecks.class, "foreign_key"))
                .bind("target", target)
                .bind("name", server.getConstraint())
                .bind("table", Identifier.qualified(server.getSchema(), server.getTable()))
                .map((row, context) -> new ForeignKey(
                        row.getString("name"),
                        row.getString("referring"),
                        row.getString("referred"),
                        row.getBoolean("own"),
                        row.getBoolean("within"),
                        row.getBoolean("deferrable")))
                .findOne();
    }

    private LoadException explained(LoadException known, ForeignKey key) {
        if (key.within() && !key.deferrable()) {
            return new DataRefusedException(
                    known.getMessage()
                            + "; the target's own rows are checked before all changes of the load are in, so run:"
                            + " alter table " + target + " alter constraint " + key.name() + " deferrable",
                    known);
        }
        String first = key.own() ? key.referred() : key.referring();
        return new NotReadyException(
                known.getMessage() + "; load " + first + " up to the same hour first, then retry; tables that need each"
                        + " other never get there: drop the foreign key, which the source has checked already",
                known);
    }
}
