package io.tidemark.loader.stage;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A temporary table of the load's transaction: the position, then some columns of the target, without constraints, then
 * for each of those that are kept whether it was logged. Rows of one set of columns share one, so that a column that a
 * file does not have is never taken for NULL.
 */
public record StagingTable(String name, List<TargetColumn> columns, List<TargetColumn> kept) {

    public StagingTable {
        columns = List.copyOf(columns);
        kept = List.copyOf(kept);
    }

    public void create(Handle handle) {
        String definitions = columns.stream()
                .map(column -> ", " + Identifier.quote(column.name()) + " "
                        + column.type().stagingSql())
                .collect(joining());
        handle.createUpdate(SqlFile.of(StagingTable.class, "create"))
                .define("staging", Identifier.quote(name))
                .define("columns", definitions + forKept(" boolean not null"))
                .execute();
    }

    /** The COPY statement that fills the table. */
    String copy() {
        return "copy pg_temp." + Identifier.quote(name) + " (" + Identifier.quote(TargetTable.POSITION_COLUMN)
                + columns.stream()
                        .map(column -> ", " + Identifier.quote(column.name()))
                        .collect(joining())
                + forKept("")
                + ") from stdin (format binary)";
    }

    private String forKept(String definition) {
        return kept.stream()
                .map(column -> ", " + Identifier.quote(TargetTable.LOGGED_COLUMN + column.name()) + definition)
                .collect(joining());
    }
}
