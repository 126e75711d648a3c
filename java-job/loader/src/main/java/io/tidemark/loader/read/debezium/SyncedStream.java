package io.tidemark.loader.read.debezium;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The bytes of an Avro container file, which knows whether it ends where a block does. Avro's own stream takes an end
 * within a block for the end of the file, and would let events go unseen. The header ends with a marker of sixteen bytes,
 * and so does each block (Avro specification, object container files).
 */
final class SyncedStream extends FilterInputStream {

    private static final int MARKER_BYTES = 16;
    private static final int MAGIC_BYTES = 4;

    private final byte[] marker = new byte[MARKER_BYTES];

    /** The last bytes that were read. */
    private final byte[] last = new byte[MARKER_BYTES];

    /** Reads the header to know its marker; the stream begins before it nevertheless. */
    static SyncedStream of(InputStream file) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        InputStream copied = new Copied(file, header);
        BinaryDecoder decoder = DecoderFactory.get().directBinaryDecoder(copied, null);
        decoder.readFixed(new byte[MAGIC_BYTES]);
        for (long entries = decoder.readMapStart(); entries != 0; entries = decoder.mapNext()) {
            for (long i = 0; i < entries; i++) {
                decoder.readString(); // what is skipped does not pass through the copy
                decoder.readBytes(null);
            }
        }
        byte[] marker = new byte[MARKER_BYTES];
        decoder.readFixed(marker);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(header.toByteArray()), file);
        return new SyncedStream(whole, marker);
    }

    private SyncedStream(InputStream file, byte[] marker) {
        super(file);
        System.arraycopy(marker, 0, this.marker, 0, MARKER_BYTES);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        int kept = Math.max(0, Math.min(count, MARKER_BYTES));
        if (kept > 0) {
            System.arraycopy(last, kept, last, 0, MARKER_BYTES - kept);
            System.arraycopy(target, from + count - kept, last, MARKER_BYTES - kept, kept);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return read(new byte[(int) Math.min(count, 8 * 1024)]); // so that every byte is seen
    }

    /** Reads what is left and makes sure that the file ends with a whole block. */
    void requireWholeEnd() throws IOException {
        transferTo(OutputStream.nullOutputStream()); // Avro leaves the rest of a block that it cannot read
        if (!Arrays.equals(last, marker)) {
            throw new EOFException(
                    "the Avro container file ends within a block; expected a whole file: check whether the"
                            + " upload was cut short");
        }
    }

    /** Keeps what passes; only what is read passes. */
    private static final class Copied extends FilterInputStream {

        private final ByteArrayOutputStream copy;

        Copied(InputStream in, ByteArrayOutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                copy.write(read);
            }
            return read;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = super.read(target, from, length);
            copy.write(target, from, Math.max(0, count));
            return count;
        }
    }
}
