package io.tidemark.loader.merge;

import io.tidemark.loader.model.TargetColumn;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A temporary table with {@code rows} staged rows: their positions, these columns of the target, and for each kept one
 * whether it was logged. {@code place} says where the row of a line, counted from 1, came from, for messages.
 */
public record StagedTable(
        String name, List<TargetColumn> columns, List<TargetColumn> kept, long rows, LongFunction<String> place) {

    public StagedTable {
        columns = List.copyOf(columns);
        kept = List.copyOf(kept);
    }

    /** The columns that can be written: PostgreSQL computes the others. */
    List<TargetColumn> written() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }
}
