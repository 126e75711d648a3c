package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ObjectContent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Shows an object to Parquet. Each {@code readFully} of a stream is one request, except inside the last bytes of the
 * object, which a stream for the footer fetches at once: length, magic and footer then cost one request together.
 */
final class ContentInputFile implements InputFile {

    /** Footers of wide tables are some 10 KiB; a larger one costs a second request. */
    private static final int TAIL_BYTES = 64 * 1024;

    private final ObjectContent content;

    ContentInputFile(ObjectContent content) {
        this.content = content;
    }

    @Override
    public long getLength() {
        return content.object().size();
    }

    @Override
    public SeekableInputStream newStream() {
        return new ContentStream(ByteBuffer.allocate(0));
    }

    /** A stream that has the end of the object at hand. */
    SeekableInputStream newTailStream() {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(getLength(), TAIL_BYTES));
        if (tail.hasRemaining()) {
            content.read(getLength() - tail.capacity(), tail);
        }
        return new ContentStream(tail);
    }

    @Override
    public String toString() {
        return content.object().uri();
    }

    private final class ContentStream extends SeekableInputStream {

        private final ByteBuffer tail;
        private long position;

        ContentStream(ByteBuffer tail) {
            this.tail = tail;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long newPosition) {
            position = newPosition;
        }

        @Override
        public void readFully(ByteBuffer target) throws IOException {
            int length = target.remaining();
            if (position + length > getLength()) {
                throw new EOFException("bytes " + position + " to " + (position + length) + " of " + getLength());
            }
            long inTail = position - (getLength() - tail.capacity());
            if (inTail >= 0) {
                target.put(tail.duplicate().clear().position((int) inTail).limit((int) inTail + length));
            } else {
                content.read(position, target);
            }
            position += length;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int length = (int) Math.min(target.remaining(), getLength() - position);
            if (length <= 0) {
                return -1;
            }
            ByteBuffer part = target.duplicate().limit(target.position() + length);
            readFully(part);
            target.position(part.position());
            return length;
        }

        @Override
        public void readFully(byte[] target) throws IOException {
            readFully(ByteBuffer.wrap(target));
        }

        @Override
        public void readFully(byte[] target, int start, int length) throws IOException {
            readFully(ByteBuffer.wrap(target, start, length));
        }

        @Override
        public int read() throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            return read(one) < 0 ? -1 : one.get(0) & 0xff;
        }

        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            return read(ByteBuffer.wrap(target, start, length));
        }
    }
}
