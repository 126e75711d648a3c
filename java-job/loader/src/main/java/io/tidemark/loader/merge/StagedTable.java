package io.tidemark.loader.merge;

import io.tidemark.loader.model.TargetColumn;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A temporary table with {@code rows} staged rows: their positions and these columns of the target. {@code place} says
 * where the row of a line, counted from 1, came from, for messages.
 */
public record StagedTable(String name, List<TargetColumn> columns, long rows, LongFunction<String> place) {

    public StagedTable {
        columns = List.copyOf(columns);
    }

    /** The columns that can be written: PostgreSQL computes the others. */
    List<TargetColumn> written() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }
}
