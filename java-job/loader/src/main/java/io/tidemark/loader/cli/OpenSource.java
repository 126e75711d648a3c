package io.tidemark.loader.cli;

import io.tidemark.loader.load.Origin;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Connections to the source, if one was named; closed at the end of the command. */
record OpenSource(
        Optional<DatabaseConnections> connections, Optional<TableName> table, List<String> ignored, Duration patience)
        implements AutoCloseable {

    /** Where a pipeline's table comes from. */
    Optional<Origin> of(Pipeline pipeline) {
        return connections.map(open ->
                new Origin(open.jdbi(), table.orElse(pipeline.target().table()), Set.copyOf(ignored), patience));
    }

    @Override
    public void close() {
        connections.ifPresent(DatabaseConnections::close);
    }
}
