package io.tidemark.loader.stage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing buffer for fields of PostgreSQL's binary COPY format: big-endian, each field after its length. */
public final class CopyBuffer {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int length;

    public CopyBuffer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes written so far are the first {@link #length} of this array, until something is written again. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Forgets what was written after that length. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** Gives its bytes away and goes on, empty, with others. */
    byte[] exchange(byte[] empty) {
        byte[] full = bytes;
        bytes = empty;
        length = 0;
        return full;
    }

    void putNull() {
        putInt(-1);
    }

    /** Writes the length of a field and leaves room for its bytes, which begin at the answer. */
    int startField(int bytesOfField) {
        reserve(Integer.BYTES + bytesOfField);
        INT.set(bytes, length, bytesOfField);
        int start = length + Integer.BYTES;
        length = start + bytesOfField;
        return start;
    }

    /** A field of four bytes. */
    void putIntField(int value) {
        int start = startField(Integer.BYTES); // before the array is looked at: this may replace it
        INT.set(bytes, start, value);
    }

    /** A field of eight bytes. */
    void putLongField(long value) {
        int start = startField(Long.BYTES);
        LONG.set(bytes, start, value);
    }

    void putByte(int value) {
        reserve(Byte.BYTES);
        bytes[length++] = (byte) value;
    }

    void putShort(int value) {
        reserve(Short.BYTES);
        SHORT.set(bytes, length, (short) value);
        length += Short.BYTES;
    }

    void putInt(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    void putLong(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    void put(ByteBuffer source) {
        int count = source.remaining();
        reserve(count);
        source.get(bytes, length, count);
        length += count;
    }

    void put(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Writes the length of a field whose bytes begin behind {@code place}, where four bytes were left for it. */
    void setFieldLength(int place) {
        INT.set(bytes, place, length - place - Integer.BYTES);
    }

    private void reserve(int count) {
        if (count > bytes.length - length) {
            int needed = Math.addExact(length, count);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
