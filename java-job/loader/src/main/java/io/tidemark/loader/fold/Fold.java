package io.tidemark.loader.fold;

import io.tidemark.loader.model.Operation;
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
 * <p>Objects are numbers, given in the order of the objects' names. Where the keys of all changes would not fit into memory,
 * they are split into parts, of which each key falls into exactly one, and each part has a fold. Belongs to one thread.
 */
public final class Fold implements KeyChanges {

    /** Bytes that a key costs besides itself, with the slack of growing arrays. */
    public static final int BYTES_PER_KEY = 80;

    private final boolean keeping;
    private final KeyTable keys = new KeyTable();
    private final KeptValues kept;
    private long[] times = new long[1 << 11];
    private long[] sequences = new long[1 << 11];
    private long[] ordinals = new long[0];
    private int[] rows = new int[1 << 11];

    /** The object in the upper bits; the lowest bit says delete. */
    private int[] sources = new int[1 << 11];

    private long superseded;

    /** A fold with that many columns to keep. */
    public Fold(int keptColumns) {
        this.keeping = keptColumns > 0;
        this.kept = new KeptValues(keptColumns);
    }

    /** How many parts keep the fold of each within a budget of bytes, if every change had its own key. */
    public static int parts(long changes, int keyBytes, int keptColumns, long budget) {
        long needed =
                Math.multiplyExact(changes, (long) BYTES_PER_KEY + keyBytes + keptColumns * (long) KeptValues.BYTES);
        return Math.toIntExact(Math.max(1, (needed + budget - 1) / budget));
    }

    /** The part that a key falls into. */
    public static int partOf(byte[] key, int from, int length, int parts) {
        return (int) Long.remainderUnsigned(KeyTable.hash(key, from, length) >>> Integer.SIZE, parts);
    }

    /** The longest key in bytes that can be folded. */
    public static int longestKey() {
        return KeyTable.LONGEST_KEY;
    }

    @Override
    public void add(
            byte[] key,
            int from,
            int length,
            int object,
            int row,
            Operation operation,
            long time,
            long sequence,
            long ordinal,
            long unlogged) {
        int known = keys.size();
        int number = keys.numberOf(key, from, length, (int) KeyTable.hash(key, from, length));
        if (number == known) {
            reserve(number);
        } else {
            superseded++;
        }
        boolean delete = operation == Operation.DELETE;
        if (number == known || wins(number, object, row, time, sequence, ordinal)) {
            times[number] = time;
            sequences[number] = sequence;
            setOrdinal(number, ordinal);
            rows[number] = row;
            sources[number] = object << 1 | (delete ? 1 : 0);
        }
        if (keeping && !delete) {
            kept.add(number, object, row, time, sequence, ordinal, unlogged);
        }
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

    private void reserve(int number) {
        if (number < rows.length) {
            return;
        }
        int larger = rows.length + (rows.length >> 1);
        times = Arrays.copyOf(times, larger);
        sequences = Arrays.copyOf(sequences, larger);
        rows = Arrays.copyOf(rows, larger);
        sources = Arrays.copyOf(sources, larger);
    }
}
