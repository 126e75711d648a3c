package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.debezium.ConnectType.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Kafka Connect's types and values in Avro. Confluent's converter keeps a type's name in the property connect.name. */
final class AvroType {

    private AvroType() {}

    static ConnectType of(Schema schema) {
        Schema type = withoutNull(schema);
        Map<String, ConnectType> fields = new LinkedHashMap<>();
        if (type.getType() == Schema.Type.RECORD) {
            type.getFields().forEach(field -> fields.put(field.name(), of(field.schema())));
        }
        Schema items = type.getType() == Schema.Type.ARRAY
                ? type.getElementType()
                : type.getType() == Schema.Type.MAP ? type.getValueType() : null;
        return new ConnectType(kind(type), semantic(type), parameters(type), items == null ? null : of(items), fields);
    }

    /** Optional fields are unions with null; other unions are not of Kafka Connect. */
    private static Schema withoutNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        List<Schema> types = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .toList();
        if (types.size() != 1) {
            throw new ValueRefusedException("an Avro union of " + types.size() + " types; expected one type and null");
        }
        return types.get(0);
    }

    private static Kind kind(Schema type) {
        return switch (type.getType()) {
            case INT ->
                "int16".equals(type.getProp("connect.type")) || "int8".equals(type.getProp("connect.type"))
                        ? Kind.INT16
                        : Kind.INT32;
            case LONG -> Kind.INT64;
            case FLOAT -> Kind.FLOAT32;
            case DOUBLE -> Kind.FLOAT64;
            case BOOLEAN -> Kind.BOOLEAN;
            case STRING, ENUM -> Kind.STRING;
            case BYTES, FIXED -> Kind.BYTES;
            case ARRAY -> Kind.ARRAY;
            case MAP -> Kind.MAP;
            case RECORD -> Kind.STRUCT;
            case UNION, NULL -> throw new ValueRefusedException("an Avro type that Kafka Connect does not write");
        };
    }

    /** A record's connect.name names the struct; of a table's columns only semantic types have one. */
    private static @Nullable String semantic(Schema type) {
        String name = type.getProp("connect.name");
        if (name != null) {
            return name;
        }
        LogicalType logical = type.getLogicalType();
        if (logical == null) {
            return type.getType() == Schema.Type.RECORD ? type.getFullName() : null;
        }
        return switch (logical.getName()) {
            case "decimal" -> "org.apache.kafka.connect.data.Decimal";
            case "date" -> "io.debezium.time.Date";
            case "time-millis" -> "io.debezium.time.Time";
            case "time-micros" -> "io.debezium.time.MicroTime";
            case "timestamp-millis", "local-timestamp-millis" -> "io.debezium.time.Timestamp";
            case "timestamp-micros", "local-timestamp-micros" -> "io.debezium.time.MicroTimestamp";
            case "uuid" -> "io.debezium.data.Uuid";
            default -> logical.getName();
        };
    }

    private static Map<String, String> parameters(Schema type) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (type.getObjectProp("connect.parameters") instanceof Map<?, ?> declared) {
            declared.forEach((name, value) -> parameters.put(String.valueOf(name), String.valueOf(value)));
        }
        if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            parameters.put("scale", String.valueOf(decimal.getScale()));
        }
        return parameters;
    }

    /** The fields of a record. */
    static Map<String, @Nullable Object> struct(GenericRecord record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        record.getSchema().getFields().forEach(field -> values.put(field.name(), value(record.get(field.pos()))));
        return values;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Integer integer) {
            return integer.longValue();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof GenericFixed fixed) {
            return fixed.bytes();
        }
        if (value instanceof GenericRecord record) {
            return struct(record);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> values = new ArrayList<>();
            list.forEach(item -> values.add(value(item)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            map.forEach((key, item) -> values.put(key.toString(), value(item)));
            return values;
        }
        return value instanceof CharSequence || value instanceof GenericEnumSymbol ? value.toString() : value;
    }
}
