package io.tidemark.loader.fold;

import io.tidemark.loader.model.Position;
import java.util.Arrays;

/**
 * Keeps, of each key and each column whose unchanged values are not logged, the place of the newest change that logged
 * one. Where that change is not the newest of its key, its value has to be staged beside the winner.
 *
 * <p>Deletes in between need no notice: whatever recreates the key logs every column, at a higher position.
 */
final class KeptValues {

    /** Bytes that one column costs for each key. */
    static final int BYTES = 3 * Long.BYTES + 2 * Integer.BYTES;

    private final int columns;
    private long[] times = {};
    private long[] sequences = {};
    private long[] ordinals = {};
    private int[] rows = {};

    /** Numbers of objects, from 1; 0 where no value was logged. */
    private int[] objects = {};

    KeptValues(int columns) {
        this.columns = columns;
    }

    /** Notes a change of a key; {@code unlogged} has a bit for each column that it does not tell. */
    void add(int key, int object, int row, long time, long sequence, long ordinal, long unlogged) {
        int needed = (key + 1) * columns;
        if (needed > objects.length) {
            grow(Math.max(needed, objects.length + (objects.length >> 1)));
        }
        for (int column = 0; column < columns; column++) {
            int place = key * columns + column;
            if ((unlogged >> column & 1) == 0 && wins(place, object, row, time, sequence, ordinal)) {
                times[place] = time;
                sequences[place] = sequence;
                ordinals[place] = ordinal;
                rows[place] = row;
                objects[place] = object + 1;
            }
        }
    }

    private boolean wins(int place, int object, int row, long time, long sequence, long ordinal) {
        if (objects[place] == 0) {
            return true;
        }
        int byPosition = Position.compare(time, sequence, ordinal, times[place], sequences[place], ordinals[place]);
        if (byPosition != 0) {
            return byPosition > 0;
        }
        int byObject = Integer.compare(object, objects[place] - 1);
        return byObject != 0 ? byObject > 0 : row > rows[place];
    }

    /** The object of the change that logged the newest value; -1 where none did. */
    int object(int key, int column) {
        int place = key * columns + column;
        return place < objects.length ? objects[place] - 1 : -1;
    }

    /** The row of that object. */
    int row(int key, int column) {
        int place = key * columns + column;
        return place < rows.length ? rows[place] : -1;
    }

    private void grow(int length) {
        times = Arrays.copyOf(times, length);
        sequences = Arrays.copyOf(sequences, length);
        ordinals = Arrays.copyOf(ordinals, length);
        rows = Arrays.copyOf(rows, length);
        objects = Arrays.copyOf(objects, length);
    }
}
