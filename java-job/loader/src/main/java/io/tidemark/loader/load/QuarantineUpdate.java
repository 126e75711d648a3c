package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Quarantine;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.QuarantinedRow;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.StateNames;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the quarantine up to date after a merge, in the load's transaction. */
record QuarantineUpdate(Handle handle, StateNames state, Pipeline pipeline, TargetTable table, Run run) {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineUpdate.class);

    /** The objects were loaded but for what was set aside; changes below {@code floor} do not count any more. */
    void after(List<OpenObject> objects, SetAside aside, Position floor) {
        Quarantine quarantine = new Quarantine(state, pipeline.name());
        List<QuarantinedRow> rows = new RowContents(table, objects).of(aside);
        if (rows.isEmpty() && quarantine.count(handle) == 0) {
            return;
        }
        quarantine.forget(
                handle, objects.stream().map(object -> object.reader().object()).toList());
        quarantine.add(handle, rows, run);
        int resolved = quarantine.resolve(handle, table, floor);
        LOG.info("pipeline={} stage=quarantine set-aside={} superseded={}", pipeline.name(), rows.size(), resolved);
    }
}
