package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Fence;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.Tombstones;
import io.tidemark.loader.merge.ForgottenChange;
import io.tidemark.loader.merge.Merge;
import io.tidemark.loader.model.ChosenStrategy;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Pipeline.Strategy;
import io.tidemark.loader.stage.Room;
import io.tidemark.loader.stage.StagingArea;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages the winners of a partition and merges them, within the transaction of a load. Where bad rows may be set aside it
 * starts over as often as one turns up among the winners, since without it another change of its key has won.
 *
 * @param own the generation of a full load's rows; changes of an hour belong to whichever is current
 * @param fullLoad whether that generation replaces the table's content
 */
record MergeAttempt(
        Handle handle,
        Stores stores,
        Pipeline pipeline,
        Optional<HourPartition> hour,
        TargetChanges changes,
        Fence fence,
        Optional<Generation> own,
        Optional<GenerationChoice> fullLoad,
        SetAside aside) {

    private static final Logger LOG = LoggerFactory.getLogger(MergeAttempt.class);
    private static final String SAVEPOINT = "tidemark_attempt";

    /**
     * Merges the objects.
     *
     * @throws DataRefusedException if a row is bad and may not be set aside
     */
    Merged run(List<OpenObject> objects) {
        if (!aside.isAllowed()) {
            return pipeline.target().strategy() == Strategy.SERVER_IMPORT ? imported(objects) : copied(objects, room());
        }
        Optional<Merged> merged = Optional.empty();
        while (merged.isEmpty()) {
            handle.savepoint(SAVEPOINT);
            merged = tryOnce(objects);
        }
        return merged.get();
    }

    private Merged copied(List<OpenObject> objects, Room room) {
        return merge(stage(room, ColumnSet.of(objects)), room);
    }

    /** By the server's own import; what that does not take as it is goes by COPY, which says what is wrong if it is. */
    private Merged imported(List<OpenObject> objects) {
        ServerImport servers = new ServerImport(
                handle, pipeline, stores.source().region(), changes.table().key());
        handle.savepoint(SAVEPOINT);
        String why;
        try {
            return merge(servers.stage(objects), Room.none("configured"))
                    .by(new ChosenStrategy(Strategy.SERVER_IMPORT, "configured"));
        } catch (ImportRefusedException e) {
            why = String.valueOf(e.getMessage());
        } catch (DataRefusedException | NotReadyException e) {
            why = "a row was refused";
        } catch (JdbiException e) {
            SQLException failure =
                    SqlFailures.find(e).filter(SqlFailures::isOfRows).orElseThrow(() -> e);
            why = "a row was refused (SQLSTATE " + failure.getSQLState() + ")";
        }
        handle.rollbackToSavepoint(SAVEPOINT);
        LOG.info("pipeline={} not imported by the server, but copied: {}", pipeline.name(), why);
        return copied(objects, Room.none(why));
    }

    private Optional<Merged> tryOnce(List<OpenObject> objects) {
        try {
            Room room = room();
            List<StagedSet> sets = stage(room, ColumnSet.of(objects));
            if (!aside.takeStartOver()) {
                return Optional.of(merge(sets, room));
            }
        } catch (DataRefusedException e) {
            // Where a row was left out of a COPY already, the line that PostgreSQL names is not the one that was meant.
            if (!aside.takeStartOver()) {
                aside.addChosen(e);
                aside.takeStartOver();
            }
        }
        handle.rollbackToSavepoint(SAVEPOINT);
        return Optional.empty();
    }

    /** A reload looks at what it stages more than once. */
    private Room room() {
        return begins() ? Room.none("a reload begins") : Strategies.room(handle, pipeline);
    }

    private boolean begins() {
        return fullLoad.filter(GenerationChoice::begins).isPresent();
    }

    private StageLog log() {
        return new StageLog(pipeline.name(), hour);
    }

    private List<StagedSet> stage(Room room, List<ColumnSet> columnSets) {
        List<StagedSet> sets = new ArrayList<>();
        for (ColumnSet set : columnSets) {
            Staging staging = Staging.create(
                    staged -> new StagingArea(staged, handle, room),
                    pipeline,
                    changes.table(),
                    set,
                    aside,
                    sets.size());
            sets.add(new StagedSet(staging, stage(set.objects(), staging)));
        }
        return sets;
    }

    /** Reads and folds keys, then stages the winners. */
    private Evidence stage(List<OpenObject> objects, Staging staging) {
        long started = System.nanoTime();
        FoldedKeys keys = new FoldedKeys(objects, changes.table(), pipeline, aside);
        Evidence evidence = keys.fold(staging::choose);
        log().ended("fold", started, keys.said());
        started = System.nanoTime();
        staging.stage();
        log().ended("stage", started, "");
        return evidence;
    }

    /** In the order of first positions: a set of objects that have a column and one of those that lack it are two epochs. */
    private Merged merge(List<StagedSet> staged, Room room) {
        List<StagedSet> sets = staged.stream()
                .sorted(Comparator.comparing(set -> set.evidence().first()))
                .toList();
        long started = System.nanoTime();
        fence.lock(handle, pipeline.load().lockTimeout());
        log().ended("lock", started, "");
        started = System.nanoTime();
        // Read under the lock: a reload may have been committed while this load was reading.
        Generations generations = new Generations(stores.state(), pipeline.name());
        fullLoad.ifPresent(choice -> choice.requireCurrent(handle, generations));
        Generation generation = own.orElseGet(() -> generations.current(handle));
        changes.apply();
        Merged merged = new DeferredChecks(handle, changes.table().name()).around(() -> merge(sets, room, generation));
        log().ended("merge", started, "");
        return merged;
    }

    private Merged merge(List<StagedSet> sets, Room room, Generation generation) {
        boolean soft = pipeline.target().deletes() == Pipeline.Deletes.SOFT;
        Merge merge = new Merge(
                handle,
                changes.table().with(changes.plan().added()),
                soft,
                stores.state(),
                pipeline.name(),
                generation.position());
        sets.forEach(set -> refuseForgotten(set, generation));
        long gone = 0;
        if (begins()) {
            new Tombstones(stores.state(), pipeline.name()).forgetBefore(handle, generation);
            gone = merge.removeOthers(sets.stream()
                    .flatMap(set -> set.winners().upserts().stream())
                    .toList());
        }
        MergeCounts counts = new StagedMerge(handle, merge, sets, aside.isAllowed(), log()).run(room);
        Evidence evidence = sets.stream().map(StagedSet::evidence).reduce(Evidence.NONE, Evidence::plus);
        MergeCounts all = counts.plus(new MergeCounts(0, 0, gone, 0, 0));
        return new Merged(evidence, all, gone, generation, Strategies.chosen(pipeline, room));
    }

    private void refuseForgotten(StagedSet set, Generation generation) {
        if (generation.hasForgotten(set.evidence().first())) {
            set.winners().keptValues().forEach(staged -> ForgottenChange.refuse(handle, staged, generation));
        }
    }
}
