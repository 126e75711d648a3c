package io.tidemark.sandbox.dms;

import java.util.List;

/**
 * A table as it is at one place in the log.
 *
 * @param key names of the primary key's columns, in the table's order; empty where there is none
 * @param wholeRows whether old rows are logged as a whole (REPLICA IDENTITY FULL), or only their keys
 */
record SourceTable(TableId id, List<SourceColumn> columns, List<String> key, boolean wholeRows) {

    SourceTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** Where a column is, from 0. */
    int indexOf(String column) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).name().equals(column)) {
                return index;
            }
        }
        throw new IllegalArgumentException(id + " has no column " + column);
    }
}
