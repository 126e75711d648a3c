package io.tidemark.loader.load;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.merge.Merge;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.KeyDifference;
import io.tidemark.loader.model.MergeCounts;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import io.tidemark.loader.verify.HashedTable;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings keys of the target to what they should be, in one transaction, by the merge of every load. Begins with the keys
 * that differ; then their right rows and deletes are staged and merged.
 */
final class Repair {

    private static final Logger LOG = LoggerFactory.getLogger(Repair.class);
    private static final String ROWS = "tidemark_repaired_rows";
    private static final String DELETES = "tidemark_repaired_deletes";

    private final Handle handle;
    private final StateNames state;
    private final Pipeline pipeline;
    private final ComparedTables tables;

    private Repair(Handle handle, StateNames state, Pipeline pipeline, ComparedTables tables) {
        this.handle = handle;
        this.state = state;
        this.pipeline = pipeline;
        this.tables = tables;
    }

    /** Keys are noted as they are found. */
    static Repair begin(Handle handle, StateNames state, Pipeline pipeline, ComparedTables tables) {
        Repair repair = new Repair(handle, state, pipeline, tables);
        repair.run("create_differing");
        repair.run("allow_hash_join");
        return repair;
    }

    /** Notes keys that differ. */
    void note(List<KeyDifference> keys) {
        handle.createUpdate(SqlFile.of(Repair.class, "note"))
                .bindArray(
                        "hashes",
                        String.class,
                        keys.stream().map(KeyDifference::keyHash).toList())
                .execute();
    }

    /**
     * Gives the noted keys the rows and tombstones of a shadow. What the target claims of them, positions and tombstones,
     * is forgotten first, so that the right rows count as newer.
     */
    void fromShadow(ShadowTable shadow, Generation generation) {
        run("forget_rows");
        run("forget_tombstones", shadow);
        run("stage_deletes", shadow);
        run("stage_rows", shadow);
        long strangers = run("remove_strangers", shadow);
        MergeCounts merged = merge(generation);
        if (!tables.target().kept().isEmpty()) {
            run("keep_positions", shadow);
        }
        LOG.info("pipeline={} repaired from its files: {} strangers={}", pipeline.name(), merged, strangers);
    }

    /** Gives the noted keys the rows that their source has, at a position: what the target has of later ones stays. */
    void fromSource(HashedTable source, Position position, Generation generation) {
        run("create_rows");
        List<String> noted = handle.createQuery(SqlFile.of(Repair.class, "noted"))
                .mapTo(String.class)
                .list();
        new SourceRows(source, columns()).copy(noted, handle, ROWS);
        runAt("place_rows", position);
        runAt("stage_absent", position);
        LOG.info("pipeline={} repaired from its source: {}", pipeline.name(), merge(generation));
    }

    private void runAt(String statement, Position position) {
        fill(handle.createUpdate(SqlFile.of(Repair.class, statement)))
                .bind("position", position.toBytes())
                .execute();
    }

    private MergeCounts merge(Generation generation) {
        TargetTable target = tables.target();
        boolean soft = pipeline.target().deletes() == Pipeline.Deletes.SOFT;
        Merge merge = new Merge(handle, target, soft, state, pipeline.name(), generation.position());
        StagedTable deletes = staged(DELETES, target.key(), List.of());
        StagedTable rows = staged(ROWS, columns(), kept());
        merge.preparePlanner();
        return new DeferredChecks(handle, target.name())
                .around(() -> merge.delete(deletes).plus(merge.upsert(rows)));
    }

    private List<TargetColumn> columns() {
        return tables.written();
    }

    private List<TargetColumn> kept() {
        return tables.target().kept().stream().filter(columns()::contains).toList();
    }

    private StagedTable staged(String name, List<TargetColumn> columns, List<TargetColumn> kept) {
        RowSource source = RowSource.temporaryTable(name);
        long rows = handle.createQuery(SqlFile.of(Repair.class, "count"))
                .define("staged", source.from())
                .mapTo(Long.class)
                .one();
        return new StagedTable(source, columns, kept, rows, line -> Optional.empty());
    }

    private long run(String statement) {
        return fill(handle.createUpdate(SqlFile.of(Repair.class, statement))).execute();
    }

    private long run(String statement, ShadowTable shadow) {
        return fill(handle.createUpdate(SqlFile.of(Repair.class, statement)))
                .define("shadow", shadow.from())
                .define("shadow_tombstones", shadow.tombstones())
                .execute();
    }

    private <T extends SqlStatement<T>> T fill(T statement) {
        TargetTable target = tables.target();
        List<String> key = target.key().stream().map(TargetColumn::name).toList();
        List<String> kept = target.kept().stream()
                .map(column -> Identifier.quote(TargetTable.keptPosition(column)))
                .toList();
        return statement
                .define("target", tables.targetName())
                .define("tombstones", state.tombstones(pipeline.name()))
                .define("key_hash", tables.found(handle).keyHash())
                .define("key", Identifier.list("r", key))
                .define("row_is_staged", Identifier.equal("r", "s", key))
                .define("columns", String.join(", ", stagedColumns()))
                .define("forget_kept", joined(kept, column -> ", " + column + " = null"))
                .define(
                        "kept_positions",
                        String.join(
                                ", ",
                                kept.stream()
                                        .map(column -> column + " = s." + column)
                                        .toList()))
                .define("logged", joined(loggedFlags(), flag -> ", " + flag + " = true"));
    }

    private List<String> loggedFlags() {
        return kept().stream()
                .map(column -> Identifier.quote(TargetTable.LOGGED_COLUMN + column.name()))
                .toList();
    }

    private static String joined(List<String> names, UnaryOperator<String> each) {
        return names.stream().map(each).collect(joining());
    }

    /** As a load would have staged them. */
    private List<String> stagedColumns() {
        return Stream.concat(
                        columns().stream().map(Repair::staged),
                        loggedFlags().stream().map(flag -> "true as " + flag))
                .toList();
    }

    private static String staged(TargetColumn column) {
        String value = HashedTable.column(column.name());
        return column.type().isCast() ? value + "::text as " + Identifier.quote(column.name()) : value;
    }
}
