package io.tidemark.loader.ledger;

import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets deletes when nothing can need them any more. To be asked under the lock of the merge, in its transaction. */
public final class Tombstones {

    private static final Logger LOG = LoggerFactory.getLogger(Tombstones.class);

    private final StateNames state;
    private final String pipeline;

    public Tombstones(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** Removes the tombstones from before a generation: a change that they would keep away does not count anyway. */
    public void forgetBefore(Handle handle, Generation generation) {
        named(handle.createUpdate(SqlFile.of(Tombstones.class, "forget_before")))
                .bind("position", generation.position().toBytes())
                .execute();
    }

    /**
     * Removes what was recorded longer than {@code retention} ago, with all that is not newer, and notes the horizon: the
     * highest position that is gone. By the time of recording, so that old hours can be loaded at leisure; by position, so
     * that the horizon says exactly which changes would have met a tombstone. Looks once a day.
     */
    public void prune(Handle handle, Generation generation, Duration retention, Run run) {
        Generations generations = new Generations(state, pipeline);
        if (!generations.isPruningDue(handle)) {
            return;
        }
        Optional<Position> horizon = named(handle.createQuery(SqlFile.of(Tombstones.class, "horizon")))
                .bind("seconds", retention.toSeconds())
                .bind("newest", position(run.startedAt().minus(retention)).toBytes())
                .mapTo(byte[].class)
                .findOne()
                .map(Position::ofBytes);
        horizon.ifPresent(pruned -> {
            int count = named(handle.createUpdate(SqlFile.of(Tombstones.class, "prune")))
                    .bind("horizon", pruned.toBytes())
                    .execute();
            LOG.info("pipeline={} pruned tombstones={} horizon={}", pipeline, count, pruned);
        });
        generations.pruned(handle, generation, horizon, run);
    }

    private static Position position(Instant time) {
        return new Position(Position.timeOf(LocalDateTime.ofInstant(time, ZoneOffset.UTC)), 0, 0);
    }

    private <T extends SqlStatement<T>> T named(T statement) {
        return statement.define("tombstones", state.tombstones(pipeline));
    }
}
