package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.CodecFactory;
import org.jspecify.annotations.Nullable;

/**
 * Builds an object of change events in the shape that Debezium's PostgreSQL connector 3.6 gives them. Columns are declared
 * as {@code name type [semantic name] [parameter=value]}, optional all of them; rows are JSON as Kafka Connect's converter
 * writes it, and have NULL in the columns that they do not name.
 */
public final class EventFile {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern WORD = Pattern.compile(" ");

    private final List<String> columns;
    private final List<@Nullable ObjectNode> events = new ArrayList<>();
    private String table = "t";
    private @Nullable String lastCommit;

    private EventFile(List<String> columns) {
        this.columns = columns;
    }

    /** An object without events. */
    public static EventFile of(String... columns) {
        return new EventFile(List.of(columns));
    }

    /** Events from now on come after that commit; without one there was none since the connector began. */
    EventFile afterCommit(long lsn) {
        lastCommit = String.valueOf(lsn);
        return this;
    }

    EventFile ofTable(String name) {
        table = name;
        return this;
    }

    EventFile create(long lsn, String after) {
        return event("c", lsn, null, after);
    }

    public EventFile update(long lsn, String after) {
        return event("u", lsn, null, after);
    }

    EventFile delete(long lsn, String before) {
        return event("d", lsn, before, null);
    }

    /** A row of the initial snapshot. */
    EventFile read(long lsn, String after) {
        event("r", lsn, null, after);
        source(last()).put("snapshot", "true");
        return this;
    }

    /** What Debezium makes of a changed key: a delete, its tombstone, and an insert, all at one place. */
    EventFile move(long lsn, String before, String after) {
        return delete(lsn, before).tombstone().create(lsn, after);
    }

    EventFile tombstone() {
        events.add(null);
        return this;
    }

    EventFile event(String op, long lsn, @Nullable String before, @Nullable String after) {
        ObjectNode event = JSON.createObjectNode();
        event.set("before", row(before));
        event.set("after", row(after));
        event.set("source", source(lsn));
        event.set("transaction", JSON.nullNode());
        event.put("op", op).put("ts_ms", time(lsn) / 1000 + 40);
        events.add(event);
        return this;
    }

    /** The last event, to be changed. */
    ObjectNode last() {
        ObjectNode last = events.get(events.size() - 1);
        if (last == null) {
            throw new IllegalStateException("the last event is a tombstone");
        }
        return last;
    }

    static ObjectNode source(ObjectNode event) {
        return (ObjectNode) event.path("source");
    }

    /** When the change at that place was committed, in microseconds since 1970. */
    static long time(long lsn) {
        return 1_714_521_600_000_000L + lsn;
    }

    private ObjectNode source(long lsn) {
        ArrayNode sequence = JSON.createArrayNode().add(lastCommit).add(String.valueOf(lsn));
        return JSON.createObjectNode()
                .put("version", "3.6.1.Final")
                .put("connector", "postgresql")
                .put("name", "shop")
                .put("ts_ms", time(lsn) / 1000)
                .put("snapshot", "false")
                .put("db", "shop")
                .put("sequence", sequence.toString())
                .put("ts_us", time(lsn))
                .put("ts_ns", time(lsn) * 1000)
                .put("schema", "public")
                .put("table", table)
                .put("txId", 700 + lsn)
                .put("lsn", lsn)
                .putNull("xmin");
    }

    private JsonNode row(@Nullable String json) {
        if (json == null) {
            return JSON.nullNode();
        }
        JsonNode given = parse(json);
        ObjectNode row = JSON.createObjectNode();
        columns.forEach(column -> row.putNull(name(column)));
        given.properties().forEach(field -> row.set(field.getKey(), field.getValue()));
        return row;
    }

    private static String name(String column) {
        return column.substring(0, column.indexOf(' '));
    }

    /** One event in each line, without schema. */
    byte[] json() {
        return bytes(false, "\n", "\n");
    }

    /** One event in each line, each with its schema. */
    public byte[] jsonWithSchema() {
        return bytes(true, "\n", "\n");
    }

    /** One event right behind the other. */
    byte[] concatenated() {
        return bytes(true, "", "");
    }

    /** Each event over many lines. */
    byte[] pretty() {
        StringBuilder text = new StringBuilder();
        for (ObjectNode event : events) {
            text.append(event == null ? "null" : withSchema(event).toPrettyString())
                    .append("\n\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /** An Avro container file as Kafka Connect's S3 sink writes it; tombstones cannot be in one. */
    byte[] avro(CodecFactory codec) {
        return EventAvro.write(schema(), events, codec);
    }

    public byte[] avro() {
        return avro(CodecFactory.deflateCodec(6));
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private byte[] bytes(boolean withSchema, String separator, String end) {
        List<String> texts = new ArrayList<>();
        for (ObjectNode event : events) {
            texts.add(event == null ? "null" : (withSchema ? withSchema(event) : event).toString());
        }
        return (String.join(separator, texts) + (texts.isEmpty() ? "" : end)).getBytes(UTF_8);
    }

    private JsonNode withSchema(ObjectNode event) {
        ObjectNode both = JSON.createObjectNode();
        both.set("schema", schema());
        both.set("payload", event);
        return both;
    }

    /** The envelope's schema as Kafka Connect writes it. */
    private ObjectNode schema() {
        ArrayNode fields = JSON.createArrayNode();
        fields.add(row().put("field", "before"));
        fields.add(row().put("field", "after"));
        fields.add(sourceSchema());
        fields.add(parse("""
                {"type":"struct","fields":[{"type":"string","optional":false,"field":"id"},
                {"type":"int64","optional":false,"field":"total_order"},
                {"type":"int64","optional":false,"field":"data_collection_order"}],
                "optional":true,"name":"event.block","version":1,"field":"transaction"}"""));
        fields.add(parse("{\"type\":\"string\",\"optional\":false,\"field\":\"op\"}"));
        fields.add(parse("{\"type\":\"int64\",\"optional\":true,\"field\":\"ts_ms\"}"));
        ObjectNode envelope = JSON.createObjectNode().put("type", "struct").put("optional", false);
        envelope.put("name", "shop.public.t.Envelope").put("version", 2).set("fields", fields);
        return envelope;
    }

    private ObjectNode row() {
        ArrayNode fields = JSON.createArrayNode();
        columns.forEach(column -> fields.add(field(column)));
        ObjectNode row = JSON.createObjectNode().put("type", "struct").put("optional", true);
        row.put("name", "shop.public.t.Value").set("fields", fields);
        return row;
    }

    private static ObjectNode field(String column) {
        List<String> parts = WORD.splitAsStream(column).toList();
        ObjectNode field = JSON.createObjectNode().put("optional", true);
        if (parts.get(1).startsWith("{")) {
            field.setAll((ObjectNode) parse(column.substring(column.indexOf('{'))));
            return field.put("field", parts.get(0));
        }
        field.put("type", parts.get(1));
        for (int i = 2; i < parts.size(); i++) {
            int equals = parts.get(i).indexOf('=');
            if (equals < 0) {
                field.put("name", parts.get(i)).put("version", 1);
            } else {
                field.withObjectProperty("parameters")
                        .put(parts.get(i).substring(0, equals), parts.get(i).substring(equals + 1));
            }
        }
        return field.put("field", parts.get(0));
    }

    private static JsonNode sourceSchema() {
        ArrayNode fields = JSON.createArrayNode();
        for (String field : List.of(
                "version string",
                "connector string",
                "name string",
                "ts_ms int64",
                "snapshot string",
                "db string",
                "sequence string",
                "ts_us int64",
                "ts_ns int64",
                "schema string",
                "table string",
                "txId int64",
                "lsn int64",
                "xmin int64")) {
            fields.add(field(field));
        }
        ObjectNode source = JSON.createObjectNode().put("type", "struct").put("optional", false);
        source.put("name", "io.debezium.connector.postgresql.Source")
                .put("field", "source")
                .set("fields", fields);
        return source;
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
