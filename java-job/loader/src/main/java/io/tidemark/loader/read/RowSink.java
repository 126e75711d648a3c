package io.tidemark.loader.read;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.util.List;
import java.util.Optional;

/** Takes decoded rows: {@link #startRow}, each sink of {@link #sinks} once, {@link #endRow}. */
public interface RowSink {

    /** One sink for each column that was asked for, in that order. */
    List<ValueSink> sinks();

    void startRow(int row, long time, long sequence, long ordinal);

    void endRow();

    /**
     * A sink does not take a value of the row, for that reason; what was said of the row before does not count.
     *
     * @throws io.tidemark.loader.model.DataRefusedException unless the row may be set aside
     */
    void refused(int row, Optional<String> column, ValueRefusedException reason);
}
