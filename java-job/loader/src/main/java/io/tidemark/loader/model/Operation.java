package io.tidemark.loader.model;

import java.nio.ByteBuffer;

/** What a change does. DMS writes the first letter (AWS DMS User Guide, "Using Amazon S3 as a target"). */
public enum Operation {
    INSERT,
    UPDATE,
    DELETE;

    /** The operation of a one-letter code; anything else has no default meaning and is refused. */
    public static Operation ofCode(ByteBuffer text) {
        byte code = text.remaining() == 1 ? text.get(text.position()) : 0;
        return switch (code) {
            case 'I' -> INSERT;
            case 'U' -> UPDATE;
            case 'D' -> DELETE;
            default -> throw new ValueRefusedException("unknown operation; expected I, U or D, found " + said(text));
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
