package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Fence;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.StateSchema;
import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.merge.TargetPreparation;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Pipeline.Deletes;
import io.tidemark.loader.model.Pipeline.NewColumn;
import io.tidemark.loader.model.Pipeline.Strategy;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import io.tidemark.loader.stage.StagingTable;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What objects make of an empty table: a temporary table of the target's shape, with tombstones of its own, filled by the
 * same fold and merge as the target. It lives in one session; {@link #drop} ends it.
 */
final class ShadowTable {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowTable.class);
    private static final String NAME = "tidemark_shadow";
    private static final int OBJECTS_AT_ONCE = 1_000;

    private final Handle handle;
    private final Stores stores;
    private final Pipeline pipeline;
    private final Generation generation;
    private final Set<String> columns = new HashSet<>();
    private long done;

    private ShadowTable(Handle handle, Stores stores, Pipeline pipeline, Generation generation) {
        this.handle = handle;
        this.stores = stores;
        this.pipeline = pipeline;
        this.generation = generation;
    }

    /** An empty one of the pipeline's target, whose changes count from a generation on. */
    static ShadowTable create(Handle handle, Stores stores, Pipeline pipeline, Generation generation, Run run) {
        TableName target = pipeline.target().table();
        handle.createUpdate(SqlFile.of(ShadowTable.class, "create"))
                .define("shadow", "pg_temp." + Identifier.quote(NAME))
                .define("target", Identifier.qualified(target.schema(), target.name()))
                .define("key", Identifier.list(pipeline.target().key()))
                .execute();
        String schema = handle.createQuery(SqlFile.of(ShadowTable.class, "schema"))
                .mapTo(String.class)
                .one();
        StateNames state = new StateNames(schema);
        ShadowTable shadow = new ShadowTable(
                handle,
                new Stores(stores.source(), stores.target(), state),
                shadowing(pipeline, new TableName(schema, NAME)),
                // Every delete is among the objects: nothing is forgotten here.
                new Generation(generation.number(), generation.position(), Optional.empty()));
        StateSchema.createForMerge(handle, state);
        TargetPreparation.createTombstones(handle, shadow.table(), state, pipeline.name());
        if (!generation.isFirst()) {
            new Generations(state, pipeline.name()).begin(handle, shadow.generation, run);
        }
        return shadow;
    }

    private static Pipeline shadowing(Pipeline pipeline, TableName shadow) {
        Pipeline.Target target = pipeline.target();
        return new Pipeline(
                pipeline.name(),
                pipeline.source(),
                new Pipeline.Target(
                        shadow,
                        target.key(),
                        Deletes.HARD, // no row is marked: those that are deleted are not compared
                        NewColumn.IGNORE,
                        target.onNulCharacter(),
                        target.keepWhenNull(),
                        Strategy.COPY),
                pipeline.load());
    }

    /** Merges objects, of which those of a full load are of the generation; but for rows that were set aside. */
    void add(List<SourceObject> objects, Map<SourceObject, BitSet> setAside) {
        for (int from = 0; from < objects.size(); from += OBJECTS_AT_ONCE) {
            List<SourceObject> some = objects.subList(from, Math.min(objects.size(), from + OBJECTS_AT_ONCE));
            merge(some, setAside);
            done += some.size();
            LOG.info(
                    "pipeline={} read again objects={} of={}",
                    pipeline.name(),
                    done,
                    done + objects.size() - from - some.size());
        }
    }

    private void merge(List<SourceObject> listed, Map<SourceObject, BitSet> setAside) {
        TargetTable table = table();
        ColumnPlan plan = new ColumnPlan(table, NewColumn.IGNORE);
        List<OpenObject> objects = ObjectOpening.open(stores.source(), pipeline, plan, listed).stream()
                .map(object -> object.reader().object().hour() == null ? object.in(generation) : object)
                .toList();
        objects.forEach(object ->
                object.targetColumns().stream().map(TargetColumn::name).forEach(columns::add));
        Widening widening = new Widening(NewColumn.IGNORE);
        Merged merged = new MergeAttempt(
                        handle,
                        stores,
                        pipeline,
                        Optional.empty(),
                        new TargetChanges(handle, stores.state(), pipeline, table, plan, widening),
                        new Fence(stores.state(), pipeline.name(), Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        SetAside.passingOver(setAside))
                .run(objects);
        merged.counts().requireBalance();
        StagingTable.dropAll(handle);
    }

    /** The table as it is. */
    TargetTable table() {
        return TargetCatalog.find(handle, pipeline.target()).orElseThrow();
    }

    /** The columns that any object has had. */
    Set<String> columns() {
        return Set.copyOf(columns);
    }

    /** Its name in SQL. */
    String from() {
        return Identifier.qualified(stores.state().schema(), NAME);
    }

    /** The name of its tombstones in SQL. */
    String tombstones() {
        return stores.state().tombstones(pipeline.name());
    }

    void drop() {
        handle.createUpdate(SqlFile.of(ShadowTable.class, "drop"))
                .define("shadow", from())
                .define("tombstones", tombstones())
                .define("state", stores.state().quoted())
                .execute();
    }
}
