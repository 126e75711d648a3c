package io.tidemark.loader.read;

/**
 * A column as the file declares it: {@code fileType} in the words of the format, for messages; {@code sqlType} is the
 * PostgreSQL type that holds every value of it, for a table or column that has to be created.
 */
public record FileColumn(String name, String fileType, String sqlType) {

    private static final String UNDECLARED = "undeclared";

    /** A column of a file that does not say of what type its values are. */
    public static FileColumn undeclared(String name) {
        return new FileColumn(name, UNDECLARED, "text");
    }

    public boolean isDeclared() {
        return !fileType.equals(UNDECLARED);
    }
}
