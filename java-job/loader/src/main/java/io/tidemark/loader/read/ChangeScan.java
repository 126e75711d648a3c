package io.tidemark.loader.read;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.util.List;
import java.util.Optional;

/**
 * Takes from every row what decides the fold. For one row: {@link #startKey}, each sink of {@link #keySinks} once, {@link
 * #unlogged} for what was not logged, then {@link #change}; and if the row has a before image of its key, {@link #startKey}, the key's sinks again, {@link
 * #keyBefore}.
 */
public interface ChangeScan {

    /** One sink for each key column, in the order of the key. */
    List<ValueSink> keySinks();

    void startKey();

    /** The row's value of that column, a number in {@link ChangeColumns#kept}, was not logged. */
    void unlogged(int kept);

    /** When the next change was committed, in microseconds since 1970, where its position does not say it. */
    void committed(long epochMicroseconds);

    /** The row is no change, by its format's rules: it counts, and nothing else. */
    void ignored();

    /** The key is complete; the position comes as the three numbers of {@code Position}. */
    void change(int row, Operation operation, long time, long sequence, long ordinal);

    /**
     * The row is no change that can be loaded, for that reason; {@code column} where it is one column's fault. What was
     * said of it before does not count.
     *
     * @throws io.tidemark.loader.model.DataRefusedException unless the row may be set aside
     */
    void refused(int row, Optional<String> column, ValueRefusedException reason);

    /** The key that the row of the last {@link #change} had before it is complete; it may be the same key. */
    void keyBefore();
}
