package io.tidemark.loader.sql;

/** The names of Tidemark's own tables, quoted. */
public record StateNames(String schema) {

    /** The schema itself. */
    public String quoted() {
        return Identifier.quote(schema);
    }

    public String tombstones(String pipeline) {
        return Identifier.qualified(schema, "tombstone__" + pipeline);
    }
}
