package io.tidemark.loader.model;

/** What a check found: what it looked at, the cause, and what to do about it. */
public record Finding(Level level, String subject, String cause, String remedy) {

    /** How much it matters: an error keeps loads from working or surely loses data, a warning from being right or safe. */
    public enum Level {
        OK,
        WARNING,
        ERROR
    }

    public static Finding ok(String subject, String detail) {
        return new Finding(Level.OK, subject, detail, "");
    }

    public static Finding warning(String subject, String cause, String remedy) {
        return new Finding(Level.WARNING, subject, cause, remedy);
    }

    public static Finding error(String subject, String cause, String remedy) {
        return new Finding(Level.ERROR, subject, cause, remedy);
    }
}
