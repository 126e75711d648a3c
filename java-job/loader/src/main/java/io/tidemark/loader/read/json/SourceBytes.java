package io.tidemark.loader.read.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Passes bytes on and keeps those of the current row, so that parts of it can be had as they stand in the object. */
final class SourceBytes extends InputStream {

    private final InputStream source;
    private byte[] kept = new byte[16 * 1024];
    private int length;

    /** The place in the stream of the first kept byte, and that of the current row. */
    private long start;

    private long row;

    SourceBytes(InputStream source) {
        this.source = source;
    }

    /** A row begins at this place of the stream; what lies before is not needed any more. */
    void startRow(long place) {
        row = place;
    }

    /** A copy of what lies between two places of the current row. */
    ByteBuffer between(long from, long to) {
        return ByteBuffer.wrap(Arrays.copyOfRange(kept, (int) (from - start), (int) (to - start)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
        int count = source.read(target, from, most);
        if (count > 0) {
            forgetEarlierRows();
            if (kept.length - length < count) {
                kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + count));
            }
            System.arraycopy(target, from, kept, length, count);
            length += count;
        }
        return count;
    }

    private void forgetEarlierRows() {
        int old = (int) Math.min(row - start, length);
        System.arraycopy(kept, old, kept, 0, length - old);
        length -= old;
        start += old;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
