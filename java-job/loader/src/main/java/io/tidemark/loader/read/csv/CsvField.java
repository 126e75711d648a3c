package io.tidemark.loader.read.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.RowField;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/** A column of the current row: a copy of its bytes, which are UTF-8. */
final class CsvField implements RowField {

    private static final int CHECKED_CHARACTERS = 4096;

    private final String name;
    private final byte[] nullValue;
    private byte[] bytes = new byte[64];
    private int length;
    private boolean ascii;
    private boolean isNull;

    CsvField(String name, String nullValue) {
        this.name = name;
        this.nullValue = nullValue.getBytes(UTF_8);
    }

    /** Takes the field of a new row; each character is one byte. What is in quotes is text, also if it looks like NULL. */
    void set(char[] characters, int from, int count, boolean quoted) {
        if (bytes.length < count) {
            bytes = new byte[Math.max(count, 2 * bytes.length)];
        }
        int all = 0;
        for (int i = 0; i < count; i++) {
            char character = characters[from + i];
            all |= character;
            bytes[i] = (byte) character;
        }
        length = count;
        ascii = all < 0x80;
        isNull = !quoted && Arrays.equals(bytes, 0, length, nullValue, 0, nullValue.length);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isNull() {
        return isNull;
    }

    @Override
    public ByteBuffer text() {
        if (!ascii && !isUtf8()) {
            throw new ValueRefusedException("a text that is not valid UTF-8");
        }
        return ByteBuffer.wrap(bytes, 0, length);
    }

    @Override
    public void push(ValueSink sink) {
        if (isNull) {
            sink.ofNull();
        } else {
            sink.ofText(text());
        }
    }

    @Override
    public void skip() {
        // The next row sets all fields anew.
    }

    private boolean isUtf8() {
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer characters = CharBuffer.allocate(CHECKED_CHARACTERS);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            result = decoder.decode(left, characters.clear(), true);
        }
        return !result.isError();
    }
}
