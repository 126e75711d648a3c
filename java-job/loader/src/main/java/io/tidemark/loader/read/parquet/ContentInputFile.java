package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ObjectContent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Shows an object to Parquet. A stream fetches more than it is asked for and answers from that while it can: a request
 * takes longer than some megabytes, and DMS's row groups of 10,000 rows would cost several each. A stream for the footer
 * begins with the last bytes of the object: length, magic and footer then cost one request together.
 */
final class ContentInputFile implements InputFile {

    /** Footers of wide tables are some 10 KiB; a larger one costs a second request. */
    private static final int TAIL_BYTES = 64 * 1024;

    /** About what arrives in the time that S3 needs to answer at all. */
    private static final int WINDOW_BYTES = 2 * 1024 * 1024;

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
        return new ContentStream(0, ByteBuffer.allocate(0));
    }

    /** A stream that has the end of the object at hand. */
    SeekableInputStream newTailStream() {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(getLength(), TAIL_BYTES));
        if (tail.hasRemaining()) {
            content.read(getLength() - tail.capacity(), tail);
        }
        return new ContentStream(getLength() - tail.capacity(), tail.flip());
    }

    @Override
    public String toString() {
        return content.object().uri();
    }

    private final class ContentStream extends SeekableInputStream {

        /** From position 0 to its limit it holds what stands in the object from {@code windowStart} on. */
        private ByteBuffer window;

        private long windowStart;
        private long position;

        ContentStream(long windowStart, ByteBuffer window) {
            this.windowStart = windowStart;
            this.window = window;
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
            if (length >= WINDOW_BYTES) {
                content.read(position, target);
            } else {
                if (position < windowStart || position + length > windowStart + window.limit()) {
                    moveWindow();
                }
                target.put(window.duplicate()
                        .position((int) (position - windowStart))
                        .limit((int) (position - windowStart) + length));
            }
            position += length;
        }

        private void moveWindow() {
            if (window.capacity() < WINDOW_BYTES) {
                window = ByteBuffer.allocate((int) Math.min(getLength(), WINDOW_BYTES));
            }
            window.clear().limit((int) Math.min(window.capacity(), getLength() - position));
            content.read(position, window);
            window.flip();
            windowStart = position;
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
