package io.tidemark.loader.read;

import io.tidemark.loader.model.ValueSink;
import java.util.List;

/** Takes decoded rows: {@link #startRow}, each sink of {@link #sinks} once, {@link #endRow}. */
public interface RowSink {

    /** One sink for each column that was asked for, in that order. */
    List<ValueSink> sinks();

    void startRow(int row, long time, long sequence, long ordinal);

    void endRow();
}
