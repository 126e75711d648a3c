package io.tidemark.sandbox.dms;

/** A table of the source. */
public record TableId(String schema, String name) implements Comparable<TableId> {

    @Override
    public int compareTo(TableId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
