package io.tidemark.loader.model;

/** What a change does. DMS writes the first letter (AWS DMS User Guide, "Using Amazon S3 as a target"). */
public enum Operation {
    INSERT,
    UPDATE,
    DELETE;

    /** The operation of a one-letter code; anything else has no default meaning and is refused. */
    public static Operation ofCode(int code) {
        return switch (code) {
            case 'I' -> INSERT;
            case 'U' -> UPDATE;
            case 'D' -> DELETE;
            default -> throw new ValueRefusedException("unknown operation; expected I, U or D");
        };
    }
}
