package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.sql.StateNames;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which generation the rows of a full load belong to.
 *
 * @param seen the current generation when the LOAD files were compared with the ledger
 * @param begins whether they replace it by the next one
 * @param startedAt when the source began the full load, if the LOAD files do not say so
 */
record GenerationChoice(Pipeline pipeline, Generation seen, boolean begins, Optional<Instant> startedAt) {

    /**
     * The generation of the objects' rows; to be asked after the fence was taken.
     *
     * @throws FencedOutException if another run has reloaded the table meanwhile
     * @throws DataRefusedException if the objects cannot begin a generation
     */
    Generation of(Handle handle, Generations generations, List<OpenObject> objects, Run run) {
        requireCurrent(handle, generations);
        return begins ? next(objects, run) : seen;
    }

    /**
     * To be asked again under the lock of the merge: a run that took the fence since may have merged first.
     *
     * @throws FencedOutException if another run has reloaded the table meanwhile
     */
    void requireCurrent(Handle handle, Generations generations) {
        if (generations.current(handle).number() != seen.number()) {
            throw new FencedOutException(
                    "pipeline " + pipeline.name()
                            + ", full load: another run has reloaded the table; nothing was committed, a retry loads what is left");
        }
    }

    private Generation next(List<OpenObject> objects, Run run) {
        LocalDateTime start = startedAt
                .map(given -> LocalDateTime.ofInstant(given, ZoneOffset.UTC))
                .or(() -> EarliestTime.of(pipeline, objects))
                .orElseThrow(() -> refused(
                        "the LOAD files have no rows, so that they do not say when it began; say it by --started-at"));
        Position position =
                new Position(Position.timeOf(start.minus(pipeline.load().reloadMargin())), 0, 0);
        if (start.toInstant(ZoneOffset.UTC).isAfter(run.startedAt())) {
            throw refused("its start, " + start
                    + " in UTC, is yet to come: every change until then would count as older; say by"
                    + " --started-at when the source began it");
        }
        requireNewer(start, position);
        return seen.next(position);
    }

    private void requireNewer(LocalDateTime start, Position position) {
        if (position.compareTo(seen.position()) <= 0) {
            throw refused("it began at " + start
                    + " in UTC, not after the one that is loaded; reload the table at the source,"
                    + " or, if that was done and its LOAD files repeat the start of the task, say by --started-at"
                    + " when it began");
        }
        if (seen.hasForgotten(position)) {
            throw refused("it began at " + start
                    + " in UTC, and deletes since then were forgotten (load.tombstone-retention):"
                    + " its rows could bring back what was deleted; reload the table at the source again");
        }
    }

    /** Writes down the generation and the objects that it is made of, in the load's transaction. */
    void remember(Handle handle, StateNames state, Generation generation, List<SourceObject> objects, Run run) {
        if (begins) {
            new Generations(state, pipeline.name()).begin(handle, generation, run);
        }
        ObjectLedger ledger = new ObjectLedger(state, pipeline.name());
        objects.forEach(object -> ledger.assign(handle, object, generation));
    }

    private DataRefusedException refused(String reason) {
        return new DataRefusedException("pipeline " + pipeline.name() + ", full load: " + reason, null);
    }
}
