package io.tidemark.loader.sql;

import org.jdbi.v3.core.statement.SqlStatement;

/** Rows that a statement reads: what stands for them behind {@code from}, and the values that this needs. */
public interface RowSource {

    /**
     * The type "unknown" as an OID. A parameter of that type gets its type from the cast around it; connections have to be
     * told to send it in binary form.
     */
    int UNKNOWN_TYPE = 705;

    /** The item of the {@code from} clause, without an alias. */
    String from();

    /** Binds the values that {@link #from} needs, to a statement that has it once. */
    <T extends SqlStatement<T>> T bindTo(T statement);

    /** Whether the rows lie in a table, so that any number of statements can look at them. */
    boolean isTable();

    /** A temporary table, which needs no values. */
    static RowSource temporaryTable(String name) {
        return new RowSource() {
            @Override
            public String from() {
                return "pg_temp." + Identifier.quote(name);
            }

            @Override
            public <T extends SqlStatement<T>> T bindTo(T statement) {
                return statement;
            }

            @Override
            public boolean isTable() {
                return true;
            }
        };
    }
}
