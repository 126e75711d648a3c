package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Fence;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.Tombstones;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetTable;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
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
    private final Optional<GenerationChoice> fullLoad;
    private final Optional<Map<SourceObject, BitSet>> retried;
    private final Generations generations;

    private PartitionLoad(
            Stores stores,
            Pipeline pipeline,
            Run run,
            Optional<HourPartition> hour,
            Optional<GenerationChoice> fullLoad,
            Optional<Map<SourceObject, BitSet>> retried) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
        this.hour = hour;
        this.fullLoad = fullLoad;
        this.retried = retried;
        this.generations = new Generations(stores.state(), pipeline.name());
    }

    static PartitionLoad ofHour(Stores stores, Pipeline pipeline, Run run, HourPartition hour) {
        return new PartitionLoad(stores, pipeline, run, Optional.of(hour), Optional.empty(), Optional.empty());
    }

    static PartitionLoad ofFullLoad(Stores stores, Pipeline pipeline, Run run, GenerationChoice choice) {
        return new PartitionLoad(stores, pipeline, run, Optional.empty(), Optional.of(choice), Optional.empty());
    }

    /** For rows that were set aside before, of objects of an hour or of the full load. */
    PartitionLoad retrying(Map<SourceObject, BitSet> rows) {
        return new PartitionLoad(stores, pipeline, run, hour, fullLoad, Optional.of(rows));
    }

    /**
     * Loads the objects, which come sorted by key; no objects make an empty hour. Whoever comes later takes the partition
     * over from a run that may be lost.
     */
    LoadedPartition load(List<SourceObject> listed) {
        return load(listed, false);
    }

    /**
     * Loads objects that came late, unless another run is at work on their hour.
     *
     * @throws FencedOutException if one is: it owes these objects as well
     */
    LoadedPartition loadLate(List<SourceObject> listed) {
        return load(listed, true);
    }

    /** Does what a load would do, and rolls it back; no other run is kept from its work but for the time of the merge. */
    LoadedPartition plan(List<SourceObject> listed) {
        return attempt((handle, widening) -> {
            LoadedPartition planned = load(handle, fence(), widening, listed);
            handle.rollback();
            return planned;
        });
    }

    private LoadedPartition load(List<SourceObject> listed, boolean stepBack) {
        Fence fence = fence();
        return attempt((handle, widening) -> {
            if (!fence.claim(handle) && stepBack) {
                throw new FencedOutException(what() + ": another run is loading it");
            }
            long token = take(fence);
            LoadedPartition loaded = load(handle, fence, widening, listed);
            fence.check(handle, token);
            return loaded;
        });
    }

    /** In a transaction, which starts again where a column turns out to be too narrow. */
    private LoadedPartition attempt(BiFunction<Handle, Widening, LoadedPartition> load) {
        Widening widening = new Widening(pipeline.target().onNewColumn());
        while (true) {
            int widened = widening.size();
            try {
                return TransactionRetry.run(
                        what(), () -> stores.target().inTransaction(handle -> load.apply(handle, widening)));
            } catch (DataRefusedException e) {
                if (widening.size() == widened) {
                    throw e;
                }
                LOG.info("{}: a column has to be widened, starting again", what());
            }
        }
    }

    private Fence fence() {
        return new Fence(stores.state(), pipeline.name(), hour);
    }

    private String what() {
        return "pipeline " + pipeline.name() + ", "
                + hour.map(value -> "hour " + value).orElse("full load");
    }

    /** On a connection of its own: Jdbi would hand out this thread's, and nobody could see or overtake the fence. */
    private long take(Fence fence) {
        try (Handle other = stores.target().open()) {
            return other.inTransaction(handle -> fence.take(handle, run));
        }
    }

    private LoadedPartition load(Handle handle, Fence fence, Widening widening, List<SourceObject> listed) {
        TargetTable table = widening.applyTo(Targets.require(handle, pipeline, stores.state()));
        ColumnPlan plan = new ColumnPlan(table, pipeline.target().onNewColumn());
        try {
            return load(fence, new TargetChanges(handle, stores.state(), pipeline, table, plan, widening), listed);
        } catch (DataRefusedException e) {
            throw widening.answer(e, plan);
        }
    }

    private LoadedPartition load(Fence fence, TargetChanges changes, List<SourceObject> listed) {
        Handle handle = changes.handle();
        ColumnPlan plan = changes.plan();
        List<OpenObject> objects = ObjectOpening.open(stores.source(), pipeline, plan, listed);
        Optional<Generation> own = fullLoad.map(choice -> choice.of(handle, generations, objects, run));
        List<OpenObject> placed = objects.stream()
                .map(object -> own.map(object::in).orElse(object))
                .toList();
        SetAside aside = retried.map(SetAside::retrying)
                .orElseGet(() -> SetAside.upTo(pipeline.load().maxQuarantinedRows()))
                .unless(changes::cures);
        Merged merged =
                new MergeAttempt(handle, stores, pipeline, hour, changes, fence, own, fullLoad, aside).run(placed);
        HourCounts counts = merged.counts();
        counts.requireBalance();
        Evidence evidence = merged.evidence();
        changes.warnOfRenames(placed, evidence);
        if (retried.isPresent()) {
            evidence.rememberRetry(handle, stores.state(), pipeline, run, hour, counts);
        } else {
            evidence.remember(handle, stores.state(), pipeline, run, hour, counts, changes::notes);
        }
        new QuarantineUpdate(handle, stores.state(), pipeline, changes.table(), run)
                .after(placed, aside, merged.generation().position());
        fullLoad.ifPresent(choice -> choice.remember(handle, stores.state(), merged.generation(), listed, run));
        prune(handle, merged);
        return new LoadedPartition(counts, merged.strategy());
    }

    private void prune(Handle handle, Merged merged) {
        pipeline.load()
                .tombstoneRetention()
                .ifPresent(retention -> new Tombstones(stores.state(), pipeline.name())
                        .prune(handle, merged.generation(), retention, run));
    }
}
