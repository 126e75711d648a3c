package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;

/** {@code uuid}: from its 36 characters, as DMS writes it, or from 16 bytes. */
final class UuidEncoder extends ColumnEncoder {

    private static final int BYTES = 16;
    private static final int CHARACTERS = 36;

    /** The value of each hexadecimal digit, by its character; negative for all others. */
    private static final byte[] DIGITS = digits();

    /** How many dashes stand before the digits of each byte. */
    private static final byte[] DASHES_BEFORE = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4};

    UuidEncoder(TargetColumn column, CopyBuffer out) {
        super(column, out);
    }

    @Override
    public void ofBytes(ByteBuffer bytes) {
        if (bytes.remaining() != BYTES) {
            throw refused(bytes.remaining() + " bytes");
        }
        out.putInt(BYTES);
        out.put(bytes);
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        if (utf8.remaining() != CHARACTERS) {
            throw refused("a text of " + utf8.remaining() + " bytes, not the 36 characters of a uuid");
        }
        byte[] text = utf8.hasArray() ? utf8.array() : copy(utf8);
        int from = utf8.hasArray() ? utf8.arrayOffset() + utf8.position() : 0;
        int place = out.startField(BYTES);
        byte[] uuid = out.bytes();
        int wrong = 0;
        for (int i = 0; i < BYTES; i++) {
            int at = from + 2 * i + DASHES_BEFORE[i];
            int value = DIGITS[text[at] & 0xff] << 4 | DIGITS[text[at + 1] & 0xff];
            wrong |= value;
            uuid[place + i] = (byte) value;
        }
        boolean dashed =
                text[from + 8] == '-' && text[from + 13] == '-' && text[from + 18] == '-' && text[from + 23] == '-';
        if (wrong < 0 || !dashed) {
            throw refused("a text that is no uuid");
        }
    }

    private static byte[] copy(ByteBuffer text) {
        byte[] copy = new byte[text.remaining()];
        text.get(text.position(), copy);
        return copy;
    }

    private static byte[] digits() {
        byte[] digits = new byte[1 << Byte.SIZE];
        for (int character = 0; character < digits.length; character++) {
            digits[character] = (byte) (character < 0x80 ? Character.digit(character, 16) : -1);
        }
        return digits;
    }
}
