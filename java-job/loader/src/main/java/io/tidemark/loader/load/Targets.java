package io.tidemark.loader.load;

import io.tidemark.loader.ledger.StateSchema;
import io.tidemark.loader.merge.Obstacle;
import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.StateNames;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Finds the target table of a pipeline, ready to be loaded, or says what is missing. */
final class Targets {

    private Targets() {}

    /** The table, prepared or not. */
    static TargetTable existing(Handle handle, Pipeline pipeline) {
        TableName name = pipeline.target().table();
        List<Obstacle> obstacles = TargetCatalog.obstacles(handle, name);
        if (!obstacles.isEmpty()) {
            throw new ConfigurationException(obstacles.stream()
                    .map(obstacle -> name + " " + obstacle.cause() + ": " + obstacle.remedy())
                    .collect(Collectors.joining("; ", "target of pipeline " + pipeline.name() + ": ", "")));
        }
        return TargetCatalog.find(handle, pipeline.target())
                .orElseThrow(() -> new ConfigurationException("target table " + name + " of pipeline " + pipeline.name()
                        + " does not exist: create it, or run init --create-target"));
    }

    /** The table, ready to be loaded. */
    static TargetTable require(Handle handle, Pipeline pipeline, StateNames state) {
        TargetTable table = existing(handle, pipeline);
        TableName name = table.name();
        boolean soft = pipeline.target().deletes() == Pipeline.Deletes.SOFT;
        if (!StateSchema.exists(handle, state) || !TargetCatalog.isPrepared(handle, table, soft)) {
            throw new ConfigurationException("target table " + name + " of pipeline " + pipeline.name()
                    + " is not prepared: run init once with this configuration");
        }
        return table;
    }
}
