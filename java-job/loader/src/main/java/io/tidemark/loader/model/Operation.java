package io.tidemark.loader.model;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a change does. DMS writes the first letter (AWS DMS User Guide, "Using Amazon S3 as a target"). */
public enum Operation {
    INSERT,
    UPDATE,
    DELETE;

    /** The operation of a one-letter code; anything else has no default meaning and is refused. */
    public static Operation ofCode(ByteBuffer text) {
        byte code = text.remaining() == 1 ? text.get(text.position()) : 0;
        Operation known = ofCode(code);
        if (known == null) {
            throw new ValueRefusedException("unknown operation; expected I, U or D, found " + said(text));
        }
        return known;
    }

    /** The operation of a letter, or nothing. */
    public static @Nullable Operation ofCode(byte code) {
        return switch (code) {
            case 'I' -> INSERT;
            case 'U' -> UPDATE;
            case 'D' -> DELETE;
            default -> null;
        };
    }

    /** Its letter. */
    public byte code() {
        return switch (this) {
            case INSERT -> 'I';
            case UPDATE -> 'U';
            case DELETE -> 'D';
        };
    }

    /** One character tells a wrong code; more may be the content of another column. */
    private static String said(ByteBuffer text) {
        int length = text.remaining();
        byte first = length == 0 ? 0 : text.get(text.position());
        return length == 1 && first > ' ' && first <= '~'
                ? "'" + (char) first + "'"
                : length + (length == 1 ? " byte" : " bytes");
    }
}
