package io.tidemark.sandbox.workload;

/** Changes of the table of orders while it is in use. */
public enum Alteration {
    /** A new column, which new and changed orders fill. */
    ADD("ADD COLUMN channel text"),
    /** The new column is called otherwise. */
    RENAME("RENAME COLUMN channel TO sales_channel"),
    /** A text may be longer, and is from now on. */
    WIDEN("ALTER COLUMN status TYPE varchar(60)"),
    /** A column goes. */
    DROP("DROP COLUMN reference");

    private final String statement;

    Alteration(String statement) {
        this.statement = statement;
    }

    String sql() {
        return "ALTER TABLE public.orders " + statement;
    }
}
