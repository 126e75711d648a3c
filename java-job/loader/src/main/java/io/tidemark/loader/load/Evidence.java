package io.tidemark.loader.load;

import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.ledger.SchemaHistory;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
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
        return positions(ObjectEvidence::first).min(Comparator.naturalOrder()).orElse(Position.FULL_LOAD);
    }

    /** {@code gone} rows of the target were deleted by {@code merged} without a change. */
    HourCounts counts(MergeCounts merged, long gone) {
        long rows =
                objects.stream().mapToLong(object -> object.evidence().rows()).sum();
        long keyChanges = objects.stream().mapToLong(ScannedObject::keyChanges).sum();
        long quarantined = objects.stream()
                .mapToLong(object -> object.evidence().quarantined())
                .sum();
        return new HourCounts(objects.size(), rows, keyChanges, gone, superseded, quarantined, merged);
    }

    /** Writes schema history, ledger, watermark and run log in the load's transaction. */
    void remember(
            Handle handle,
            StateNames state,
            Pipeline pipeline,
            Run run,
            Optional<HourPartition> hour,
            HourCounts counts,
            List<String> ddl) {
        ObjectLedger ledger = new ObjectLedger(state, pipeline.name());
        SchemaHistory schemas = new SchemaHistory(state, pipeline.name());
        for (ScannedObject object : objects) {
            schemas.add(handle, object.evidence(), ddl, run);
            ledger.add(handle, object.evidence(), run);
        }
        hour.ifPresent(partition ->
                new Watermarks(state, pipeline.name()).add(handle, partition, counts, newest().orElse(null), run));
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

    private Optional<Position> newest() {
        return positions(ObjectEvidence::last).max(Comparator.naturalOrder());
    }

    private Stream<Position> positions(Function<ObjectEvidence, @Nullable Position> end) {
        return objects.stream().map(ScannedObject::evidence).flatMap(found -> Stream.ofNullable(end.apply(found)));
    }
}
