package io.tidemark.loader.sql;

/** The names of Tidemark's own tables, quoted. */
public record StateNames(String schema) {

    /** The schema itself. */
    public String quoted() {
        return Identifier.quote(schema);
    }

    public String tombstones(String pipeline) {
        return Identifier.qualified(schema, tombstoneTable(pipeline));
    }

    /** The name alone, as the catalogue spells it. */
    public String tombstoneTable(String pipeline) {
        return "tombstone__" + pipeline;
    }
}
