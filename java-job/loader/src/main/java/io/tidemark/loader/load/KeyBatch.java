package io.tidemark.loader.load;

import io.tidemark.loader.fold.KeyChanges;
import io.tidemark.loader.model.Operation;

/** Some thousand changes of one object on their way to the fold: numbers in arrays, keys one behind the other. */
final class KeyBatch {

    static final int CAPACITY = 4096;

    private final int object;
    private final int[] keyEnds = new int[CAPACITY];
    private final int[] rows = new int[CAPACITY];
    private final Operation[] operations = new Operation[CAPACITY];
    private final long[] times = new long[CAPACITY];
    private final long[] sequences = new long[CAPACITY];
    private final long[] ordinals = new long[CAPACITY];
    private long[] unlogged = {};
    private int size;
    private byte[] keys = {};

    KeyBatch(int object) {
        this.object = object;
    }

    void add(int keyEnd, int row, Operation operation, long time, long sequence, long ordinal) {
        keyEnds[size] = keyEnd;
        rows[size] = row;
        operations[size] = operation;
        times[size] = time;
        sequences[size] = sequence;
        ordinals[size] = ordinal;
        size++;
    }

    /** Notes which columns the last change did not log; without any the array stays empty. */
    void unlogged(long columns) {
        if (columns != 0 && unlogged.length == 0) {
            unlogged = new long[CAPACITY];
        }
        if (unlogged.length > 0) {
            unlogged[size - 1] = columns;
        }
    }

    /** Adds another key at the place of the last change. */
    void addBefore(int keyEnd) {
        int last = size - 1;
        add(keyEnd, rows[last], Operation.DELETE, times[last], sequences[last], ordinals[last]);
    }

    /** Takes the last change back if it is of that row. */
    boolean removeLast(int row) {
        if (size == 0 || rows[size - 1] != row) {
            return false;
        }
        size--;
        return true;
    }

    /** Whether there might be no room for a change and the before image of its key. */
    boolean isFull() {
        return size > CAPACITY - 2;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int lastKeyEnd() {
        return size == 0 ? 0 : keyEnds[size - 1];
    }

    /** The key before the last one ends here; the last one begins here. */
    int lastKeyStart() {
        return size < 2 ? 0 : keyEnds[size - 2];
    }

    KeyBatch withKeys(byte[] bytes) {
        keys = bytes;
        return this;
    }

    /** Hands the changes over. */
    void into(KeyChanges out) {
        int from = 0;
        for (int i = 0; i < size; i++) {
            int length = keyEnds[i] - from;
            long columns = unlogged.length == 0 ? 0 : unlogged[i];
            out.add(keys, from, length, object, rows[i], operations[i], times[i], sequences[i], ordinals[i], columns);
            from = keyEnds[i];
        }
    }
}
