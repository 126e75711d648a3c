package io.tidemark.loader.ledger;

import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Creates the schema that holds Tidemark's state; may be repeated. */
public final class StateSchema {

    private static final List<String> STATEMENTS = List.of(
            "schema",
            "watermark",
            "object_ledger",
            "object_ledger_hour",
            "run",
            "run_hour",
            "schema_history",
            "quarantine",
            "quarantine_columns",
            "fence",
            "generation",
            "position_number",
            "position_text",
            "position_time",
            "verification",
            "high_watermark");

    private StateSchema() {}

    public static void create(Handle handle, StateNames state) {
        for (String statement : STATEMENTS) {
            handle.createUpdate(SqlFile.of(StateSchema.class, statement))
                    .define("state", state.quoted())
                    .execute();
        }
    }

    /** Creates no more than a merge needs, in a schema that is there: the temporary one of a session. */
    public static void createForMerge(Handle handle, StateNames temporary) {
        handle.createUpdate(SqlFile.of(StateSchema.class, "generation"))
                .define("state", temporary.quoted())
                .execute();
    }

    /** Whether {@link #create} has been here. */
    public static boolean exists(Handle handle, StateNames state) {
        return handle.createQuery(SqlFile.of(StateSchema.class, "exists"))
                .bind("view", state.quoted() + ".high_watermark")
                .mapTo(Boolean.class)
                .one();
    }
}
