package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.debezium.ChangeEvent.Row;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event does to which row, and where it stands. */
final class EventRules {

    private static final String SNAPSHOT = "r";

    private EventRules() {}

    /** The operation; nothing if the event is none on a row: a tombstone or a logical decoding message. */
    static Optional<Operation> operation(SourceObject object, @Nullable ChangeEvent event) {
        if (event == null) {
            return Optional.empty();
        }
        if (object.hour() == null && !event.operation().equals(SNAPSHOT)) {
            throw new ValueRefusedException("an event in a full-load object that is not of a snapshot; expected op r");
        }
        return switch (event.operation()) {
            case "c", SNAPSHOT -> Optional.of(Operation.INSERT);
            case "u" -> Optional.of(Operation.UPDATE);
            case "d" -> Optional.of(Operation.DELETE);
            case "m" -> Optional.empty();
            case "t" ->
                throw ValueRefusedException.stoppingTheLoad(
                        "op t: the table was truncated at the source, which is no change of a row;"
                                + " load it anew, then leave this object out (skipped.operations = t keeps such events away)");
            default ->
                throw new ValueRefusedException(
                        "unknown op of " + event.operation().length() + " characters; expected c, u, d, r, t or m");
        };
    }

    /** A snapshot's row is a full-load row, also of an incremental snapshot: any captured change beats it. */
    static Position position(ChangeEvent event, Position fullLoad) {
        return event.operation().equals(SNAPSHOT) ? fullLoad : EventPosition.of(event.source());
    }

    /** The state that the event writes, or of which it deletes the key. */
    static Row row(ChangeEvent event, Operation operation) {
        Row row = operation == Operation.DELETE ? event.before() : event.after();
        if (row == null) {
            throw new ValueRefusedException("op " + event.operation() + " without "
                    + (operation == Operation.DELETE ? "before: give the table a replica identity" : "after"));
        }
        return row;
    }

    /** The value of a column, NULL included; nothing if it was not logged. */
    static Optional<Cell> cell(ChangeEvent event, Operation operation, String column) {
        Row row = row(event, operation);
        if (!row.has(column)) {
            return Optional.empty(); // the table did not have it yet, or has it no more
        }
        Object value = row.value(column);
        if (event.operation().equals(SNAPSHOT) || !UnavailableValue.is(value)) {
            return Optional.of(new Cell(row.type().field(column), value));
        }
        if (operation == Operation.INSERT) {
            throw new ValueRefusedException("a value that was not logged, in an insert that stands for a changed key:"
                    + " nobody knows it any more; set the table's replica identity to full, and load it anew");
        }
        return before(event, column);
    }

    /** With replica identity full, the value that the update left alone stands in the state before it. */
    private static Optional<Cell> before(ChangeEvent event, String column) {
        Row before = event.before();
        Object value = before == null ? null : before.value(column);
        return before == null || value == null || UnavailableValue.is(value)
                ? Optional.empty()
                : Optional.of(new Cell(before.type().field(column), value));
    }

    /** A value with its type. */
    record Cell(ConnectType type, @Nullable Object value) {}
}
