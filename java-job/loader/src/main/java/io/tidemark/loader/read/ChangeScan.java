package io.tidemark.loader.read;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.ValueSink;
import java.util.List;

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

    /** The key that the row of the last {@link #change} had before it is complete; it may be the same key. */
    void keyBefore();
}
