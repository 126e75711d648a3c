package io.tidemark.loader.ledger;

import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Which generation of the table is loaded, and how far back its deletes are remembered. */
public final class Generations {

    private final StateNames state;
    private final String pipeline;

    public Generations(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** The newest generation. */
    public Generation current(Handle handle) {
        return named(handle.createQuery(SqlFile.of(Generations.class, "current")))
                .map((row, context) -> new Generation(
                        row.getInt("number"),
                        Position.ofBytes(row.getBytes("position")),
                        Optional.ofNullable(row.getBytes("horizon")).map(Position::ofBytes)))
                .findOne()
                .orElse(Generation.FIRST);
    }

    /** Makes a generation the newest one. */
    public void begin(Handle handle, Generation generation, Run run) {
        named(handle.createUpdate(SqlFile.of(Generations.class, "begin")))
                .bind("number", generation.number())
                .bind("position", generation.position().toBytes())
                .bind("runId", run.id())
                .execute();
    }

    /** Whether tombstones have not been looked through for a day. */
    boolean isPruningDue(Handle handle) {
        return named(handle.createQuery(SqlFile.of(Generations.class, "pruning_due")))
                .mapTo(Boolean.class)
                .one();
    }

    /** Notes that tombstones were looked through, and up to which position they are gone. */
    void pruned(Handle handle, Generation generation, Optional<Position> horizon, Run run) {
        named(handle.createUpdate(SqlFile.of(Generations.class, "pruned")))
                .bind("number", generation.number())
                .bind("position", generation.position().toBytes())
                .bind("horizon", horizon.map(Position::toBytes).orElse(null))
                .bind("runId", run.id())
                .execute();
    }

    private <T extends SqlStatement<T>> T named(T statement) {
        return statement.define("state", state.quoted()).bind("pipeline", pipeline);
    }
}
