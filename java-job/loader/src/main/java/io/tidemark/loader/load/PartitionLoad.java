package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.ledger.Fence;
import io.tidemark.loader.merge.Merge;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.merge.TargetPreparation;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the objects of one partition, which is an hour or the full load: read keys, fold, stage the winners, merge,
 * remember, all in one transaction. What fails is rolled back as a whole.
 */
final class PartitionLoad {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionLoad.class);

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;
    private final Optional<HourPartition> hour;

    PartitionLoad(Stores stores, Pipeline pipeline, Run run, Optional<HourPartition> hour) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
        this.hour = hour;
    }

    /**
     * Loads the objects, which come sorted by key; no objects make an empty hour. Whoever comes later takes the partition
     * over from a run that may be lost.
     */
    HourCounts load(List<SourceObject> listed) {
        return load(listed, false);
    }

    /**
     * Loads objects that came late, unless another run is at work on their hour.
     *
     * @throws FencedOutException if one is: it owes these objects as well
     */
    HourCounts loadLate(List<SourceObject> listed) {
        return load(listed, true);
    }

    private HourCounts load(List<SourceObject> listed, boolean stepBack) {
        Fence fence = new Fence(stores.state(), pipeline.name(), hour);
        String what = "pipeline " + pipeline.name() + ", "
                + hour.map(value -> "hour " + value).orElse("full load");
        return TransactionRetry.run(
                what,
                () -> stores.target().inTransaction(handle -> {
                    if (!fence.claim(handle) && stepBack) {
                        throw new FencedOutException(what + ": another run is loading it");
                    }
                    long token = take(fence);
                    HourCounts counts = load(handle, fence, listed);
                    fence.check(handle, token);
                    return counts;
                }));
    }

    /** On a connection of its own: Jdbi would hand out this thread's, and nobody could see or overtake the fence. */
    private long take(Fence fence) {
        try (Handle other = stores.target().open()) {
            return other.inTransaction(handle -> fence.take(handle, run));
        }
    }

    private HourCounts load(Handle handle, Fence fence, List<SourceObject> listed) {
        TargetTable table = Targets.require(handle, pipeline, stores.state());
        ColumnPlan plan = new ColumnPlan(table, pipeline.target().onNewColumn());
        List<OpenObject> objects = ObjectOpening.open(stores.source(), pipeline, plan, listed);
        List<StagedSet> sets = stage(handle, table, ColumnSet.of(objects));

        long started = System.nanoTime();
        fence.lock(handle, pipeline.load().lockTimeout());
        logStage("lock", started, "");
        started = System.nanoTime();
        plan.added().forEach(column -> TargetPreparation.addColumn(handle, table.name(), column));
        MergeCounts merged = merge(handle, table.with(plan.added()), sets);
        logStage("merge", started, "");

        Evidence evidence = sets.stream().map(StagedSet::evidence).reduce(Evidence.NONE, Evidence::plus);
        HourCounts counts = evidence.counts(merged);
        counts.requireBalance();
        evidence.remember(handle, stores.state(), pipeline, run, hour, counts, plan.addedAsSql());
        return counts;
    }

    /** What the objects of one set of columns held, and where their winners are staged. */
    private record StagedSet(Staging staging, Evidence evidence) {}

    /** The sets in the order of their first positions: a set that has a column and a set that lacks it are two epochs. */
    private List<StagedSet> stage(Handle handle, TargetTable table, List<ColumnSet> columnSets) {
        List<StagedSet> sets = new ArrayList<>();
        for (ColumnSet set : columnSets) {
            Staging staging = Staging.create(handle, pipeline, table, set, sets.size());
            sets.add(new StagedSet(staging, stage(table, set.objects(), staging)));
        }
        sets.sort(Comparator.comparing(set -> set.evidence().first()));
        return sets;
    }

    /** Reads and folds keys, then stages the winners; in several passes over the keys where the budget needs it. */
    private Evidence stage(TargetTable table, List<OpenObject> objects, Staging staging) {
        long rows = objects.stream().mapToLong(object -> object.reader().rows()).sum();
        int passes = Fold.passes(
                rows, keyBytes(table), table.kept().size(), pipeline.load().foldMemory());
        Evidence evidence = Evidence.NONE;
        for (int pass = 0; pass < passes; pass++) {
            long started = System.nanoTime();
            FoldedKeys folded = FoldedKeys.scan(objects, table, pipeline, pass, passes);
            evidence = new Evidence(
                    folded.scanned(), evidence.superseded() + folded.fold().superseded());
            String progress = "pass=" + (pass + 1) + "/" + passes;
            logStage("fold", started, progress + " keys=" + folded.fold().size());
            started = System.nanoTime();
            staging.stage(folded.fold());
            logStage("copy", started, progress);
        }
        return evidence;
    }

    private MergeCounts merge(Handle handle, TargetTable table, List<StagedSet> sets) {
        boolean soft = pipeline.target().deletes() == Pipeline.Deletes.SOFT;
        Merge merge = new Merge(handle, table, soft, stores.state(), pipeline.name());
        merge.preparePlanner();
        MergeCounts counts = MergeCounts.NONE;
        for (StagedSet set : sets) {
            StagedTable deletes = set.staging().deletes();
            StagedTable upserts = set.staging().upserts();
            counts = counts.plus(deletes.rows() == 0 ? MergeCounts.NONE : merge.delete(deletes))
                    .plus(upserts.rows() == 0 ? MergeCounts.NONE : new CheckedMerge(handle, merge, upserts).upsert());
            keep(merge, set.staging());
        }
        return counts;
    }

    /** Values of kept columns, from changes that are too old for their row or lost in the fold. */
    private void keep(Merge merge, Staging staging) {
        long started = System.nanoTime();
        long taken = 0;
        for (StagedTable values : staging.keptValues()) {
            taken += merge.keep(values);
        }
        if (taken > 0) {
            logStage("keep", started, "older-values=" + taken);
        }
    }

    /** A guess at the size of a key in the fold: exact for numbers, fair for texts. */
    private static int keyBytes(TargetTable table) {
        int fieldLength = Integer.BYTES;
        return table.key().stream()
                .map(TargetColumn::type)
                .mapToInt(type -> fieldLength
                        + switch (type.kind()) {
                            case INT2, INT4, INT8, BOOLEAN, DATE, TIME, TIMESTAMP -> Long.BYTES;
                            default -> 4 * Long.BYTES;
                        })
                .sum();
    }

    private void logStage(String stage, long startedNanos, String details) {
        LOG.info(
                "pipeline={} {} stage={} ms={} {}",
                pipeline.name(),
                hour.map(value -> "hour=" + value).orElse("full-load"),
                stage,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos),
                details);
    }
}
