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

    private record ForeignKey(String referring, String referred, boolean own, boolean within, boolean deferrable) {}

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
        } catch (JdbiException e) {
            SQLException failure = SqlFailures.find(e).orElseThrow(() -> e);
            if (!SqlFailures.isOfForeignKey(failure.getSQLState())) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            throw violation(failure);
        }
    }

    private void set(String mode) {
        handle.createUpdate(SqlFile.of(DeferredChecks.class, "constraints"))
                .define("mode", mode)
                .execute();
    }

    private LoadException violation(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        String name = server == null ? null : server.getConstraint();
        Optional<ForeignKey> key = server == null || server.getSchema() == null || server.getTable() == null
                ? Optional.empty()
                : handle.createQuery(SqlFile.of(DeferredChecks.class, "foreign_key"))
                        .bind("target", target)
                        .bind("name", name)
                        .bind("table", Identifier.qualified(server.getSchema(), server.getTable()))
                        .map((row, context) -> new ForeignKey(
                                row.getString("referring"),
                                row.getString("referred"),
                                row.getBoolean("own"),
                                row.getBoolean("within"),
                                row.getBoolean("deferrable")))
                        .findOne();
        return key.map(found -> violation(name, found, failure))
                .orElseGet(() -> SqlFailures.translate("merging into " + target, failure));
    }

    private LoadException violation(String name, ForeignKey key, SQLException failure) {
        String what = "merging into " + target + ": foreign key \"" + name + "\" ";
        if (key.within() && !key.deferrable()) {
            return new DataRefusedException(
                    what + "between its own rows is checked before all changes of the load are in; run: alter table "
                            + key.referring() + " alter constraint " + Identifier.quote(name) + " deferrable",
                    failure);
        }
        String first = key.own()
                ? "refers to rows that " + key.referred() + " does not have: load " + key.referred()
                : "of " + key.referring() + " refers to rows that this load deletes: load " + key.referring();
        return new NotReadyException(
                what + first + " up to the same hour first, then retry; nothing was committed. Tables that need each"
                        + " other never get there: drop the foreign key, which the source has checked already",
                failure);
    }
}
