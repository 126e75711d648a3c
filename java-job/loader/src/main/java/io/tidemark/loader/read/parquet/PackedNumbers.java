package io.tidemark.loader.read.parquet;

import java.nio.ByteBuffer;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Small numbers as Parquet packs them: runs of one number repeated, and runs of numbers of the same few bits ("RLE/
 * bit-packing hybrid" in the format's description). Levels and entries of dictionaries are written so.
 */
final class PackedNumbers {

    private final byte[] bytes;
    private final int width;
    private final int end;
    private int at;

    private PackedNumbers(ByteBuffer packed, int width) {
        if (width < 0 || width > Integer.SIZE) {
            throw new ParquetDecodingException("numbers of " + width + " bits; expected at most " + Integer.SIZE);
        }
        this.bytes = packed.array();
        this.at = packed.arrayOffset() + packed.position();
        this.end = at + packed.remaining();
        this.width = width;
    }

    /** The first numbers of runs into an array, which may be longer. */
    static void ofRuns(ByteBuffer packed, int width, int[] numbers, int count) {
        new PackedNumbers(packed, width).readRuns(numbers, count);
    }

    /** Numbers without runs, as plain booleans are. */
    static int[] ofBits(ByteBuffer packed, int width, int count) {
        if (packed.remaining() < ((long) count * width + Byte.SIZE - 1) / Byte.SIZE) {
            throw new ParquetDecodingException(
                    "a page of " + packed.remaining() + " bytes for " + count + " values of " + width + " bits");
        }
        int[] numbers = new int[count];
        new PackedNumbers(packed, width).unpack(numbers, 0, count);
        return numbers;
    }

    private void readRuns(int[] numbers, int count) {
        int done = 0;
        while (done < count) {
            int header = header();
            long length = (header & 1) == 1 ? (header >>> 1) * (long) Byte.SIZE : header >>> 1;
            int to = (int) Math.min(count, done + length);
            if ((header & 1) == 1) {
                unpack(numbers, done, to);
            } else {
                java.util.Arrays.fill(numbers, done, to, repeated());
            }
            done = to;
        }
    }

    /** A number of up to 32 bits, seven in each byte, the lowest first. */
    private int header() {
        int header = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE - 1) {
            if (at == end) {
                break;
            }
            byte next = bytes[at++];
            header |= (next & 0x7f) << shift;
            if (next >= 0) {
                return header;
            }
        }
        throw new ParquetDecodingException("packed numbers that end before the last one");
    }

    private int repeated() {
        int number = 0;
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            if (at == end) {
                throw new ParquetDecodingException("packed numbers that end before the last one");
            }
            number |= (bytes[at++] & 0xff) << shift;
        }
        return number;
    }

    /** The last run may leave out bytes that are zero. */
    private void unpack(int[] numbers, int from, int to) {
        long mask = (1L << width) - 1;
        long buffer = 0;
        int bits = 0;
        for (int i = from; i < to; i++) {
            while (bits < width) {
                buffer |= (at < end ? bytes[at++] & 0xffL : 0) << bits;
                bits += Byte.SIZE;
            }
            numbers[i] = (int) (buffer & mask);
            buffer >>>= width;
            bits -= width;
        }
    }
}
