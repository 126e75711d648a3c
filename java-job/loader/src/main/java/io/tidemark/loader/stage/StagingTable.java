package io.tidemark.loader.stage;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A temporary table of the load's transaction: the position, then some columns of the target, without constraints. Rows
 * of one set of columns share one, so that a column that a file does not have is never taken for NULL.
 */
public record StagingTable(String name, List<TargetColumn> columns) {

    public StagingTable {
        columns = List.copyOf(columns);
    }

    public void create(Handle handle) {
        String definitions = columns.stream()
                .map(column -> ", " + Identifier.quote(column.name()) + " "
                        + column.type().stagingSql())
                .collect(joining());
        handle.createUpdate(SqlFile.of(StagingTable.class, "create"))
                .define("staging", Identifier.quote(name))
                .define("columns", definitions)
                .execute();
    }

    /** The COPY statement that fills the table. */
    String copy() {
        return "copy pg_temp." + Identifier.quote(name) + " (" + Identifier.quote(TargetTable.POSITION_COLUMN)
                + columns.stream()
                        .map(column -> ", " + Identifier.quote(column.name()))
                        .collect(joining())
                + ") from stdin (format binary)";
    }
}
