package io.tidemark.loader.read.debezium;

import io.tidemark.loader.read.debezium.ChangeEvent.Row;
import java.io.IOException;
import java.io.InputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Events in an Avro container file, with the names that Confluent's converter gives to Kafka Connect's types. */
final class AvroEvents implements EventStream {

    private final SyncedStream file;
    private final DataFileStream<GenericRecord> records;
    private final ConnectType type;

    /** Whether the current record was not read yet. */
    private boolean unread;

    AvroEvents(InputStream in) throws IOException {
        try {
            this.file = SyncedStream.of(in);
            this.records = new DataFileStream<>(file, new GenericDatumReader<>());
        } catch (AvroRuntimeException e) {
            throw damaged(e);
        }
        Schema schema = records.getSchema();
        Envelope.require(name -> schema.getType() == Schema.Type.RECORD && schema.getField(name) != null);
        this.type = AvroType.of(schema);
    }

    @Override
    public boolean next() throws IOException {
        if (unread) {
            read();
        }
        try {
            unread = records.hasNext();
        } catch (AvroRuntimeException e) {
            throw damaged(e);
        }
        if (!unread) {
            file.requireWholeEnd();
        }
        return unread;
    }

    @Override
    public @Nullable ChangeEvent event() throws IOException {
        GenericRecord event = read();
        return new ChangeEvent(
                String.valueOf(event.get("op")),
                row(event, "before"),
                row(event, "after"),
                AvroType.struct((GenericRecord) event.get("source")));
    }

    private @Nullable Row row(GenericRecord event, String name) {
        Object row = event.hasField(name) ? event.get(name) : null;
        return row == null ? null : new Row(type.field(name), AvroType.struct((GenericRecord) row));
    }

    private GenericRecord read() throws IOException {
        unread = false;
        try {
            return records.next();
        } catch (AvroRuntimeException e) {
            throw damaged(e);
        }
    }

    private static IOException damaged(AvroRuntimeException cause) {
        return new IOException(
                "the Avro container file cannot be read (" + cause.getClass().getSimpleName()
                        + "); expected a whole file: check who wrote it and whether the upload was cut short",
                cause);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
