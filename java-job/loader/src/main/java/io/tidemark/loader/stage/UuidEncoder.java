package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;

/** {@code uuid}: from its 36 characters, as DMS writes it, or from 16 bytes. */
final class UuidEncoder extends ColumnEncoder {

    private static final int BYTES = 16;
    private static final int CHARACTERS = 36;

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
        out.putInt(BYTES);
        int start = utf8.position();
        int digits = 0;
        int value = 0;
        for (int i = 0; i < CHARACTERS; i++) {
            byte character = utf8.get(start + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            int digit = dash ? (character == '-' ? 0 : -1) : Character.digit(character, 16);
            if (digit < 0) {
                throw refused("a text that is no uuid");
            }
            if (!dash) {
                value = (value << 4) | digit;
                if ((++digits & 1) == 0) {
                    out.putByte(value);
                }
            }
        }
    }
}
