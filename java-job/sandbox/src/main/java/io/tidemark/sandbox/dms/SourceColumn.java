package io.tidemark.sandbox.dms;

/**
 * A column of a table of the source.
 *
 * @param type its name in {@code pg_type}; an array's begins with an underscore; {@code enum} for any enumeration
 * @param length characters of a text, digits of a numeric; 0 where it has no limit
 * @param scale decimal places of a numeric
 */
record SourceColumn(String name, String type, int length, int scale) {

    private static final int HEADER_BYTES = 4;
    private static final int HALF = 16;
    private static final int SCALE_BITS = 0x7ff;

    /** As the catalog has it; {@code modifier} is its {@code atttypmod}. */
    static SourceColumn ofCatalog(String name, String type, int modifier) {
        int own = modifier - HEADER_BYTES;
        return switch (type) {
            case "numeric" -> new SourceColumn(name, type, own < 0 ? 0 : own >> HALF, own < 0 ? 0 : own & SCALE_BITS);
            case "varchar", "bpchar" -> new SourceColumn(name, type, Math.max(own, 0), 0);
            default -> new SourceColumn(name, type, 0, 0);
        };
    }

    /** The name as SQL writes it. */
    String quoted() {
        return quoted(name);
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
