package io.tidemark.loader.merge;

import io.tidemark.loader.model.TargetColumn;
import java.util.List;

/** A temporary table with {@code rows} staged rows: their positions and these columns of the target. */
public record StagedTable(String name, List<TargetColumn> columns, long rows) {

    public StagedTable {
        columns = List.copyOf(columns);
    }

    /** The columns that can be written: PostgreSQL computes the others. */
    List<TargetColumn> written() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }
}
