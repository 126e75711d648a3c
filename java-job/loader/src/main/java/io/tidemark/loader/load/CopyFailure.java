package io.tidemark.loader.load;

import java.sql.SQLException;

/** Carries a failure of a COPY through code that does not know of SQL. */
final class CopyFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SQLException sql;

    private CopyFailure(SQLException sql) {
        super(sql);
        this.sql = sql;
    }

    /** Writes to a COPY. */
    @FunctionalInterface
    interface Write {
        void run() throws SQLException;
    }

    static void unchecked(Write write) {
        try {
            write.run();
        } catch (SQLException e) {
            throw new CopyFailure(e);
        }
    }

    SQLException sql() {
        return sql;
    }
}
