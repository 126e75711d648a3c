package io.tidemark.loader.fold;

import io.tidemark.loader.model.Position;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps, of each key, the change with the highest position; equal positions fall to the later object, then to the later
 * row. The result does not depend on the order in which changes are added. Of a change only its place is kept (object
 * and row); a delete keeps the key, which is all it has.
 *
 * <p>Objects are numbers, given in the order of the objects' names. To stay within a budget a fold can see only the keys
 * of one pass out of several: each key falls into exactly one of them. Belongs to one thread.
 */
public final class Fold {

    /** Bytes that a key costs besides itself, with the slack of growing arrays. */
    public static final int BYTES_PER_KEY = 80;

    private final int pass;
    private final int passes;
    private final KeyTable keys = new KeyTable();
    private final KeptValues kept;
    private long[] times = new long[1 << 11];
    private long[] sequences = new long[1 << 11];
    private long[] ordinals = new long[0];
    private int[] rows = new int[1 << 11];

    /** The object in the upper bits; the lowest bit says delete. */
    private int[] sources = new int[1 << 11];

    private long superseded;

    /** A fold over the keys of pass {@code pass} (from 0) of {@code passes}, with that many columns to keep. */
    public Fold(int pass, int passes, int keptColumns) {
        this.pass = pass;
        this.passes = passes;
        this.kept = new KeptValues(keptColumns);
    }

    /** How many passes keep a fold of that many changes within a budget of bytes, if every change had its own key. */
    public static int passes(long changes, int keyBytes, int keptColumns, long budget) {
        long needed =
                Math.multiplyExact(changes, (long) BYTES_PER_KEY + keyBytes + keptColumns * (long) KeptValues.BYTES);
        return Math.toIntExact(Math.max(1, (needed + budget - 1) / budget));
    }

    /** The longest key in bytes that can be folded. */
    public static int longestKey() {
        return KeyTable.LONGEST_KEY;
    }

    /**
     * Adds a change; {@code delete} says that it removes the key. Answers the number of the key in this fold, or -1 for a
     * key of another pass.
     */
    public int add(
            byte[] key, int from, int length, int object, int row, boolean delete, long time, long seq, long ordinal) {
        long hash = KeyTable.hash(key, from, length);
        if (passes > 1 && Long.remainderUnsigned(hash >>> Integer.SIZE, passes) != pass) {
            return -1;
        }
        int known = keys.size();
        int number = keys.numberOf(key, from, length, (int) hash);
        if (number < known) {
            superseded++;
            if (!wins(number, object, row, time, seq, ordinal)) {
                return number;
            }
        } else if (number == rows.length) {
            grow();
        }
        times[number] = time;
        sequences[number] = seq;
        setOrdinal(number, ordinal);
        rows[number] = row;
        sources[number] = object << 1 | (delete ? 1 : 0);
        return number;
    }

    /**
     * Notes which of the columns to keep an insert or update of the key of that number did log: {@code unlogged} has a bit
     * for each that it did not.
     */
    public void keep(int number, int object, int row, long time, long seq, long ordinal, long unlogged) {
        kept.add(number, object, row, time, seq, ordinal, unlogged);
    }

    private boolean wins(int number, int object, int row, long time, long seq, long ordinal) {
        int byPosition = Position.compare(time, seq, ordinal, times[number], sequences[number], ordinal(number));
        if (byPosition != 0) {
            return byPosition > 0;
        }
        int byObject = Integer.compare(object, sources[number] >>> 1);
        return byObject != 0 ? byObject > 0 : row > rows[number];
    }

    /** Changes that lost against a newer one of their key. */
    public long superseded() {
        return superseded;
    }

    /** Number of keys. */
    public int size() {
        return keys.size();
    }

    /** For each object, in order, the rows that hold the newest state of their key. */
    public List<BitSet> winners(int objects) {
        List<BitSet> winners = Stream.generate(BitSet::new).limit(objects).toList();
        for (int number = 0; number < keys.size(); number++) {
            if ((sources[number] & 1) == 0) {
                winners.get(sources[number] >>> 1).set(rows[number]);
            }
        }
        return winners;
    }

    /** For each object, in order, the rows that hold the newest value of that column but are not the newest of their key. */
    public List<BitSet> keptRows(int column, int objects) {
        List<BitSet> chosen = Stream.generate(BitSet::new).limit(objects).toList();
        for (int number = 0; number < keys.size(); number++) {
            int object = kept.object(number, column);
            int row = kept.row(number, column);
            boolean deleted = (sources[number] & 1) == 1;
            if (object >= 0 && !deleted && (object != sources[number] >>> 1 || row != rows[number])) {
                chosen.get(object).set(row);
            }
        }
        return chosen;
    }

    /** Takes a key that ends deleted. */
    @FunctionalInterface
    public interface DeletedKey {
        void accept(byte[] key, int from, int length, long time, long sequence, long ordinal);
    }

    /** Hands over each key whose newest change is a delete. */
    public void forEachDelete(DeletedKey visitor) {
        for (int number = 0; number < keys.size(); number++) {
            if ((sources[number] & 1) == 1) {
                visitor.accept(
                        keys.page(number),
                        keys.offset(number),
                        keys.length(number),
                        times[number],
                        sequences[number],
                        ordinal(number));
            }
        }
    }

    private long ordinal(int number) {
        return number < ordinals.length ? ordinals[number] : 0;
    }

    /** Only positions made of a commit time have an ordinal: without them the array stays empty. */
    private void setOrdinal(int number, long ordinal) {
        if (ordinal != 0 && number >= ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, rows.length);
        }
        if (number < ordinals.length) {
            ordinals[number] = ordinal;
        }
    }

    private void grow() {
        int larger = rows.length + (rows.length >> 1);
        times = Arrays.copyOf(times, larger);
        sequences = Arrays.copyOf(sequences, larger);
        rows = Arrays.copyOf(rows, larger);
        sources = Arrays.copyOf(sources, larger);
    }
}
