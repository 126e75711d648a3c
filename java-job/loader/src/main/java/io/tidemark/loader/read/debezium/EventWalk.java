package io.tidemark.loader.read.debezium;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.ContentStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;

/** Walks over the events of an object from its beginning, and says where one stands that cannot be read. */
final class EventWalk {

    /** Avro's container files begin with it. */
    private static final String AVRO_MAGIC = "Obj\1";

    private final ObjectContent content;
    private final ConnectType undeclaredRow;

    /** Rows that come without a schema have the types of {@code undeclaredRow}. */
    EventWalk(ObjectContent content, ConnectType undeclaredRow) {
        this.content = content;
        this.undeclaredRow = undeclaredRow;
    }

    SourceObject object() {
        return content.object();
    }

    /** Sees the event that a stream has come to; rows count from 0. */
    @FunctionalInterface
    interface Visitor {

        void visit(int row, EventStream events) throws IOException;
    }

    /** Shows every event up to, but without, row {@code end}. */
    void over(int end, Visitor visitor) {
        int row = 0;
        try (EventStream events = open(new ContentStream(content).unpacked())) {
            for (; row < end && events.next(); row++) {
                visitor.visit(row, events);
            }
        } catch (IOException | ValueRefusedException e) {
            throw DataRefusedException.ofRow(content.object(), row + 1L, reason(e));
        }
    }

    private EventStream open(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, AVRO_MAGIC.length());
        byte[] magic = start.readNBytes(AVRO_MAGIC.length());
        start.unread(magic);
        boolean avro = new String(magic, ISO_8859_1).equals(AVRO_MAGIC);
        return avro ? new AvroEvents(start) : new JsonEvents(start, undeclaredRow);
    }

    /** A JSON library's message quotes what it found, which is data. */
    private static String reason(Exception failure) {
        if (failure instanceof JsonProcessingException json) {
            return "no JSON"
                    + (json.getLocation() == null
                            ? ""
                            : " at byte " + json.getLocation().getByteOffset())
                    + " of the content; expected Debezium's change events as JSON or as an Avro container file: check who"
                    + " wrote it and whether the upload was cut short";
        }
        return String.valueOf(failure.getMessage());
    }

    /** Takes the refusal of a row, with the column where it is one column's fault. */
    @FunctionalInterface
    interface Refusal {
        void accept(Optional<String> column, ValueRefusedException reason);
    }

    /** Reads a row, and hands over why it is refused if it is. */
    static void reading(Runnable row, Refusal refusal) {
        try {
            row.run();
        } catch (ColumnRefusal e) {
            refusal.accept(Optional.of(e.column), e.reason);
        } catch (ValueRefusedException e) {
            refusal.accept(Optional.empty(), e);
        }
    }

    /** Names the column of a value that is refused. */
    static void inColumn(String column, Runnable push) {
        try {
            push.run();
        } catch (ValueRefusedException e) {
            throw new ColumnRefusal(column, e);
        }
    }

    /** On its way from a value to its row. */
    private static final class ColumnRefusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String column;
        private final ValueRefusedException reason;

        ColumnRefusal(String column, ValueRefusedException reason) {
            super(null, reason, false, false);
            this.column = column;
            this.reason = reason;
        }
    }
}
