package io.tidemark.loader.read;

import io.tidemark.loader.model.ObjectContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/**
 * An object from its beginning to its end, a window of it in memory at a time. Windows grow: whoever only looks at the
 * beginning fetches little, whoever reads on makes few requests. Belongs to one thread; there is nothing to close.
 */
public final class ContentStream extends InputStream {

    private static final int FIRST_WINDOW_BYTES = 64 * 1024;

    /** About what arrives in the time that S3 needs to answer at all. */
    private static final int WINDOW_BYTES = 2 * 1024 * 1024;

    private static final int INFLATER_BYTES = 64 * 1024;
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};
    private static final int GZIP_MAGIC = 0x8b1f;
    private static final int GZIP_TRAILER_BYTES = 8;

    private final ObjectContent content;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long fetched;

    public ContentStream(ObjectContent content) {
        this.content = content;
    }

    /** How many bytes of the object were read so far. */
    public long position() {
        return fetched - window.remaining();
    }

    /** What the stream holds, unpacked if it is gzip, whatever the object's name says. */
    public InputStream unpacked() throws IOException {
        if (available() < 2) {
            return this;
        }
        PushbackInputStream start = new PushbackInputStream(this, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean packed = ((magic[0] & 0xff) | (magic[1] & 0xff) << Byte.SIZE) == GZIP_MAGIC;
        return packed ? new WholeGzip(start) : start;
    }

    /** {@link #unpacked} of an object in UTF-8, without the byte order mark that it may begin with. */
    public InputStream text() throws IOException {
        PushbackInputStream text = new PushbackInputStream(unpacked(), BYTE_ORDER_MARK.length);
        byte[] start = text.readNBytes(BYTE_ORDER_MARK.length);
        boolean marked = start.length == BYTE_ORDER_MARK.length;
        for (int i = 0; i < start.length; i++) {
            marked &= (start[i] & 0xff) == BYTE_ORDER_MARK[i];
        }
        if (!marked) {
            text.unread(start);
        }
        return text;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, content.object().size() - position());
    }

    @Override
    public int read() {
        return fill() ? window.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, window.remaining());
        window.get(target, from, count);
        return count;
    }

    /** Makes sure that there is a byte at hand, if there is one at all. */
    private boolean fill() {
        long left = content.object().size() - fetched;
        if (!window.hasRemaining() && left > 0) {
            int wanted = fetched == 0 ? FIRST_WINDOW_BYTES : WINDOW_BYTES;
            int length = (int) Math.min(wanted, left);
            if (window.capacity() < length) {
                window = ByteBuffer.allocate(length);
            }
            window.clear().limit(length);
            content.read(fetched, window);
            window.flip();
            fetched += length;
        }
        return window.hasRemaining();
    }

    /** Java's stream ends without a word where what follows a member is no member; here that is damage. */
    private static final class WholeGzip extends GZIPInputStream {

        WholeGzip(InputStream packed) throws IOException {
            super(packed, INFLATER_BYTES);
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = super.read(target, from, length);
            if (count < 0 && (inf.getRemaining() > GZIP_TRAILER_BYTES || in.available() > 0)) {
                throw new IOException(
                        "bytes that are no gzip follow the gzip content; expected nothing or another member");
            }
            return count;
        }
    }
}
