package io.tidemark.loader.load;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import org.jdbi.v3.core.Handle;

/** The server of the target database. */
final class TargetServer {

    private static final int OLDEST = 15; // the first with MERGE

    private TargetServer() {}

    static int version(Handle handle) {
        return handle.createQuery(SqlFile.of(TargetServer.class, "version"))
                .mapTo(Integer.class)
                .one();
    }

    static void requireSupported(Handle handle) {
        int version = version(handle);
        if (version < OLDEST) {
            throw new ConfigurationException("the target is PostgreSQL " + version + "; expected " + OLDEST
                    + " or newer, since older servers have no MERGE");
        }
    }

    /** Lets one init run at a time, until the transaction ends. */
    static void lockForInit(Handle handle, StateNames state) {
        handle.createQuery(SqlFile.of(TargetServer.class, "lock"))
                .bind("state", state.schema())
                .map((row, context) -> true)
                .one();
    }
}
