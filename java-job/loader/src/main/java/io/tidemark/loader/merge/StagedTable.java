package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.TargetColumn;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A temporary table with {@code rows} staged rows: their positions, these columns of the target, and for each kept one
 * whether it was logged. {@code place} says where the row of a line, counted from 1, came from, for messages.
 */
public record StagedTable(
        String name,
        List<TargetColumn> columns,
        List<TargetColumn> kept,
        long rows,
        LongFunction<Optional<SourceRow>> place) {

    public StagedTable {
        columns = List.copyOf(columns);
        kept = List.copyOf(kept);
    }

    /** Why the row of a line cannot be loaded, with object and row where they are known. */
    public DataRefusedException refusal(long line, Optional<String> column, String reason, @Nullable Throwable cause) {
        return place.apply(line)
                .map(at -> new DataRefusedException(new RowRefusal(at, column, reason), cause))
                .orElseGet(() -> new DataRefusedException("staged row " + line + ": " + reason, cause));
    }

    /** The columns that can be written: PostgreSQL computes the others. */
    List<TargetColumn> written() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }
}
