package io.tidemark.loader.load;

import io.tidemark.loader.ledger.SchemaHistory;
import io.tidemark.loader.merge.ColumnChange;
import io.tidemark.loader.merge.TargetPreparation;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.StateNames;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one load changes of the shape of its target, and what it says of the rest; while it holds the pipeline's lock. */
record TargetChanges(
        Handle handle, StateNames state, Pipeline pipeline, TargetTable table, ColumnPlan plan, Widening widening) {

    private static final Logger LOG = LoggerFactory.getLogger(TargetChanges.class);

    /** Whether another attempt with a changed target can take a row. */
    boolean cures(RowRefusal refusal) {
        return widening.cures(refusal, plan);
    }

    /**
     * Widens and adds columns. The table has its columns widened already.
     *
     * @throws DataRefusedException if PostgreSQL does not allow it, with the statement
     * @throws FencedOutException if another run was faster with a column that is to be widened
     */
    void apply() {
        if (widening.size() > 0) {
            widening.requireUnchanged(Targets.existing(handle, pipeline));
        }
        Stream.concat(widening.changes(table.name()).stream(), plan.changes().stream())
                .forEach(this::apply);
        plan.ignored()
                .forEach((object, columns) -> LOG.info(
                        "pipeline={} object={} ignored={}: the target does not have them, and target.on-new-column is"
                                + " ignore",
                        pipeline.name(),
                        object.key(),
                        columns));
        TableName tombstones = new TableName(state.schema(), state.tombstoneTable(pipeline.name()));
        TargetPreparation.alignTombstones(handle, table, tombstones);
    }

    private void apply(ColumnChange change) {
        LOG.info("pipeline={} {}", pipeline.name(), change.sql());
        try {
            change.apply(handle);
        } catch (JdbiException e) {
            SQLException failure = SqlFailures.find(e).orElseThrow(() -> e);
            throw SqlFailures.isOfStatement(failure) ? SqlFailures.notChanged(change.sql(), failure) : e;
        }
    }

    /** Says loudly what may be a renamed column. */
    void warnOfRenames(List<OpenObject> objects, Evidence evidence) {
        if (plan.added().isEmpty()) {
            return;
        }
        List<String> before = new SchemaHistory(state, pipeline.name()).newestColumns(handle);
        Renaming.of(objects, plan, before)
                .forEach(found -> LOG.warn(
                        "pipeline={} object={} {}",
                        pipeline.name(),
                        found.object().reader().object().key(),
                        found.warning(
                                table, evidence.firstOf(found.object().reader().object()))));
    }

    /** What an object led to, for the schema history. */
    SchemaHistory.Notes notes(SourceObject object) {
        Stream<ColumnChange> widened = widening.changes(pipeline.target().table()).stream()
                .filter(change -> plan.isFirstWith(object, change.column()));
        return new SchemaHistory.Notes(
                Stream.concat(widened, plan.changesFor(object).stream())
                        .map(ColumnChange::sql)
                        .toList(),
                plan.ignored().getOrDefault(object, List.of()));
    }
}
