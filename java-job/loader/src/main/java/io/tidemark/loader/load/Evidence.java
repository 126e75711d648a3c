package io.tidemark.loader.load;

import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.ledger.SchemaHistory;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.Newest;
import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.sql.StateNames;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the objects of a partition held, and how many of their changes lost in the fold. */
record Evidence(List<ScannedObject> objects, long superseded) {

    static final Evidence NONE = new Evidence(List.of(), 0);

    Evidence plus(Evidence other) {
        return new Evidence(
                Stream.concat(objects.stream(), other.objects.stream()).toList(), superseded + other.superseded);
    }

    /** The lowest position of all; that of a full load where there are no rows. */
    Position first() {
        return found(ObjectEvidence::first).min(Comparator.naturalOrder()).orElse(Position.FULL_LOAD);
    }

    /** The lowest position of one object. */
    Position firstOf(SourceObject object) {
        return objects.stream()
                .map(ScannedObject::evidence)
                .filter(found -> found.object().equals(object))
                .flatMap(found -> Stream.ofNullable(found.first()))
                .min(Comparator.naturalOrder())
                .orElse(Position.FULL_LOAD);
    }

    /** {@code gone} rows of the target were deleted by {@code merged} without a change. */
    HourCounts counts(MergeCounts merged, long gone) {
        long rows =
                objects.stream().mapToLong(object -> object.evidence().rows()).sum();
        long ignored = objects.stream()
                .mapToLong(object -> object.evidence().ignored())
                .sum();
        long keyChanges = objects.stream().mapToLong(ScannedObject::keyChanges).sum();
        long quarantined = objects.stream()
                .mapToLong(object -> object.evidence().quarantined())
                .sum();
        return new HourCounts(objects.size(), rows, ignored, keyChanges, gone, superseded, quarantined, merged);
    }

    /** Writes schema history, ledger, watermark and run log in the load's transaction. */
    void remember(
            Handle handle,
            StateNames state,
            Pipeline pipeline,
            Run run,
            Optional<HourPartition> hour,
            HourCounts counts,
            Function<SourceObject, SchemaHistory.Notes> notes) {
        ObjectLedger ledger = new ObjectLedger(state, pipeline.name());
        SchemaHistory schemas = new SchemaHistory(state, pipeline.name());
        for (ScannedObject object : objects) {
            schemas.add(handle, object.evidence(), notes.apply(object.evidence().object()), run);
            ledger.add(handle, object.evidence(), run);
        }
        hour.ifPresent(
                partition -> new Watermarks(state, pipeline.name()).add(handle, partition, counts, newest(), run));
        new RunLog(state, pipeline.name()).add(handle, run, hour, RunLog.Outcome.LOADED);
    }

    /** Moves rows that were set aside to what became of them now; their objects are in the ledger already. */
    void rememberRetry(
            Handle handle,
            StateNames state,
            Pipeline pipeline,
            Run run,
            Optional<HourPartition> hour,
            HourCounts counts) {
        hour.ifPresent(partition -> new Watermarks(state, pipeline.name()).retried(handle, partition, counts, run));
        new RunLog(state, pipeline.name()).add(handle, run, hour, RunLog.Outcome.LOADED);
    }

    private Newest newest() {
        return new Newest(
                found(ObjectEvidence::last).max(Comparator.naturalOrder()).orElse(null),
                found(ObjectEvidence::newestCommit)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private <T> Stream<T> found(Function<ObjectEvidence, @Nullable T> part) {
        return objects.stream().map(ScannedObject::evidence).flatMap(found -> Stream.ofNullable(part.apply(found)));
    }
}
