package io.tidemark.loader.read.debezium;

import io.tidemark.loader.read.AvroText;
import java.util.Map;
import org.apache.avro.Schema;

/** Shows the columns of a table as an Avro schema, for the schema history. */
final class EventSchema {

    private EventSchema() {}

    static String of(Map<String, ConnectType> columns) {
        return AvroText.of(() -> AvroText.record(columns.entrySet().stream()
                .map(column -> AvroText.field(column.getKey(), named(column.getValue())))
                .toList()));
    }

    /** With what the type means. */
    private static Schema named(ConnectType type) {
        Schema schema = schema(type);
        if (type.semantic() != null) {
            schema.addProp("connect.name", type.semantic());
        }
        type.parameter("scale").ifPresent(scale -> schema.addProp("scale", scale));
        return schema;
    }

    private static Schema items(ConnectType type) {
        return AvroText.nullable(named(type.itemsOrUndeclared()));
    }

    private static Schema schema(ConnectType type) {
        return switch (type.kind()) {
            case INT16, INT32 -> Schema.create(Schema.Type.INT);
            case INT64 -> Schema.create(Schema.Type.LONG);
            case FLOAT32 -> Schema.create(Schema.Type.FLOAT);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case BYTES -> Schema.create(Schema.Type.BYTES);
            case ARRAY -> Schema.createArray(items(type));
            case MAP -> Schema.createMap(items(type));
            case STRING, STRUCT, UNDECLARED -> Schema.create(Schema.Type.STRING);
        };
    }
}
