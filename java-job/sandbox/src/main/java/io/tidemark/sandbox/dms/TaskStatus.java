package io.tidemark.sandbox.dms;

import java.util.List;
import java.util.Optional;

/**
 * What a task is doing.
 *
 * @param failure why it stopped by itself; empty if it did not
 */
public record TaskStatus(State state, Optional<String> failure, List<Table> tables) {

    /** As DMS calls them. */
    public enum State {
        READY,
        RUNNING,
        STOPPED,
        FAILED
    }

    /** How far a table is, as DMS calls it in its statistics. */
    public enum TableState {
        BEFORE_LOAD("Before load"),
        FULL_LOAD("Full load"),
        TABLE_COMPLETED("Table completed");

        private final String text;

        TableState(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A table's counts since the task was made. */
    public record Table(TableId table, TableState state, long fullLoadRows, long inserts, long updates, long deletes) {}
}
