package io.tidemark.loader.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as an Avro container file: schemas and values as Confluent's converter makes them of Kafka Connect's, with
 * {@code connect.name}, {@code connect.version}, {@code connect.parameters} and {@code connect.type}.
 */
final class EventAvro {

    private EventAvro() {}

    static byte[] write(JsonNode connectSchema, List<@Nullable ObjectNode> events, CodecFactory codec) {
        Schema schema = record(connectSchema, new LinkedHashMap<>());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> file = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            file.setCodec(codec).create(schema, out);
            for (ObjectNode event : events) {
                if (event != null) {
                    file.append(value(event, schema) instanceof GenericRecord record ? record : null);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Schema of(JsonNode connect, Map<String, Schema> known) {
        Schema schema = type(connect, known);
        JsonNode name = connect.path("name");
        if (name.isTextual() && schema.getType() != Schema.Type.RECORD) {
            schema.addProp("connect.version", 1);
            if (connect.has("parameters")) {
                Map<String, String> parameters = new LinkedHashMap<>();
                connect.path("parameters")
                        .properties()
                        .forEach(entry ->
                                parameters.put(entry.getKey(), entry.getValue().asText()));
                schema.addProp("connect.parameters", parameters);
            }
            schema.addProp("connect.name", name.asText());
            if (name.asText().equals("org.apache.kafka.connect.data.Decimal")) {
                LogicalTypes.decimal(
                                64, connect.path("parameters").path("scale").asInt())
                        .addToSchema(schema);
            }
        }
        return connect.path("optional").asBoolean()
                ? Schema.createUnion(Schema.create(Schema.Type.NULL), schema)
                : schema;
    }

    private static Schema type(JsonNode connect, Map<String, Schema> known) {
        return switch (connect.path("type").asText()) {
            case "int16" -> {
                Schema schema = Schema.create(Schema.Type.INT);
                schema.addProp("connect.type", "int16");
                yield schema;
            }
            case "int32" -> Schema.create(Schema.Type.INT);
            case "int64" -> Schema.create(Schema.Type.LONG);
            case "float" -> Schema.create(Schema.Type.FLOAT);
            case "double" -> Schema.create(Schema.Type.DOUBLE);
            case "boolean" -> Schema.create(Schema.Type.BOOLEAN);
            case "string" -> Schema.create(Schema.Type.STRING);
            case "bytes" -> Schema.create(Schema.Type.BYTES);
            case "array" -> Schema.createArray(of(connect.path("items"), known));
            case "map" -> Schema.createMap(of(connect.path("values"), known));
            case "struct" -> record(connect, known);
            default -> throw new IllegalArgumentException(connect.toString());
        };
    }

    private static Schema record(JsonNode connect, Map<String, Schema> known) {
        String name = connect.path("name").asText();
        Schema seen = known.get(name);
        if (seen != null) {
            return seen;
        }
        List<Schema.Field> fields = new ArrayList<>();
        connect.path("fields")
                .forEach(field ->
                        fields.add(new Schema.Field(field.path("field").asText(), of(field, known), null, null)));
        Schema record = Schema.createRecord(name, null, null, false, fields);
        record.addProp("connect.name", name);
        known.put(name, record);
        return record;
    }

    private static @Nullable Object value(JsonNode node, Schema schema) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        return switch (schema.getType()) {
            case UNION -> value(node, schema.getTypes().get(1));
            case INT -> node.intValue();
            case LONG -> node.longValue();
            case FLOAT -> Float.valueOf(node.asText());
            case DOUBLE -> Double.valueOf(node.asText());
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case BYTES -> ByteBuffer.wrap(bytes(node));
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                node.forEach(item -> items.add(value(item, schema.getElementType())));
                yield items;
            }
            case MAP -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                node.properties()
                        .forEach(entry -> entries.put(entry.getKey(), value(entry.getValue(), schema.getValueType())));
                yield entries;
            }
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                schema.getFields()
                        .forEach(field -> record.put(field.pos(), value(node.path(field.name()), field.schema())));
                yield record;
            }
            case ENUM, FIXED, NULL -> throw new IllegalArgumentException(schema.toString());
        };
    }

    private static byte[] bytes(JsonNode node) {
        return java.util.Base64.getDecoder().decode(node.textValue());
    }
}
