package io.tidemark.loader.stage;

/** Encodes deletes: the position, then the key as the fold kept it. Belongs to one thread. */
public final class DeleteEncoder {

    private static final int CAPACITY = 256 * 1024;

    private final int keyColumns;
    private final CopyBuffer out = new CopyBuffer(new byte[CAPACITY]);
    private int deletes;

    public DeleteEncoder(int keyColumns) {
        this.keyColumns = keyColumns;
    }

    public void put(byte[] key, int from, int length, long time, long sequence, long ordinal) {
        out.putShort(keyColumns + 1);
        RowEncoder.putPosition(out, time, sequence, ordinal);
        out.put(key, from, length);
        deletes++;
    }

    public boolean isFull() {
        return out.length() > CAPACITY / 2;
    }

    /** How many deletes there are so far. */
    public int deletes() {
        return deletes;
    }

    /** The deletes so far; valid until {@link #clear}. */
    public CopyBuffer encoded() {
        return out;
    }

    public void clear() {
        deletes = 0;
        out.truncate(0);
    }
}
