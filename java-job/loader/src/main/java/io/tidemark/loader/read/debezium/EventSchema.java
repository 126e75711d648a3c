package io.tidemark.loader.read.debezium;

import java.util.List;
import java.util.Map;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Shows the columns of a table as an Avro schema, for the schema history. */
final class EventSchema {

    private EventSchema() {}

    @SuppressWarnings("deprecation") // of the validator: schemas take it from nowhere else
    static String of(Map<String, ConnectType> columns) {
        NameValidator strict = Schema.getNameValidator();
        // Avro allows letters, digits and _ in names, PostgreSQL everything: here they are shown, not resolved.
        Schema.setNameValidator(NameValidator.NO_VALIDATION);
        try {
            List<Schema.Field> fields = columns.entrySet().stream()
                    .map(column -> new Schema.Field(
                            column.getKey(), optional(column.getValue()), null, Schema.Field.NULL_DEFAULT_VALUE))
                    .toList();
            return Schema.createRecord("row", null, null, false, fields).toString();
        } finally {
            Schema.setNameValidator(strict);
        }
    }

    private static Schema optional(ConnectType type) {
        Schema schema = schema(type);
        if (type.semantic() != null) {
            schema.addProp("connect.name", type.semantic());
        }
        type.parameter("scale").ifPresent(scale -> schema.addProp("scale", scale));
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    private static Schema schema(ConnectType type) {
        return switch (type.kind()) {
            case INT16, INT32 -> Schema.create(Schema.Type.INT);
            case INT64 -> Schema.create(Schema.Type.LONG);
            case FLOAT32 -> Schema.create(Schema.Type.FLOAT);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case BYTES -> Schema.create(Schema.Type.BYTES);
            case ARRAY -> Schema.createArray(optional(type.itemsOrUndeclared()));
            case MAP -> Schema.createMap(optional(type.itemsOrUndeclared()));
            case STRING, STRUCT, UNDECLARED -> Schema.create(Schema.Type.STRING);
        };
    }
}
