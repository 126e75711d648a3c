package io.tidemark.loader.merge;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.sql.RowSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Staged rows, in a table or as parameters, {@code rows} of them: their positions, these columns of the target, and for
 * each kept one whether it was logged. {@code place} says where the row of a line, counted from 1, came from, for messages.
 */
public record StagedTable(
        RowSource source,
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

    /** The same of a value. */
    DataRefusedException refusal(
            long line, Optional<String> column, ValueRefusedException reason, @Nullable Throwable cause) {
        return place.apply(line)
                .map(at -> new DataRefusedException(RowRefusal.of(at, column, reason), cause))
                .orElseGet(() -> refusal(line, column, String.valueOf(reason.getMessage()), cause));
    }

    /** The columns that can be written: PostgreSQL computes the others. */
    List<TargetColumn> written() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }
}
