package io.tidemark.loader.ledger;

import java.util.List;
import java.util.Locale;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Whether data of one schema can be read with another, as Avro sees it. */
enum Compatibility {
    /** Each of the two reads data of the other. */
    FULL,
    /** The newer one reads data of the older one. */
    BACKWARD,
    /** The older one reads data of the newer one. */
    FORWARD,
    NONE;

    /** Compares schemas of objects, as Avro writes them. */
    static Compatibility of(String newer, String older) {
        Schema one = parsed(newer);
        Schema other = parsed(older);
        boolean backward = reads(one, other);
        boolean forward = reads(other, one);
        if (backward) {
            return forward ? FULL : BACKWARD;
        }
        return forward ? FORWARD : NONE;
    }

    /** The names of a schema's columns. */
    static List<String> columns(String schema) {
        return parsed(schema).getFields().stream().map(Schema.Field::name).toList();
    }

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Avro also compares the name of a record, which only says who wrote the file; and it leaves out what a number means:
     * a decimal with another scale, or milliseconds instead of microseconds, would be read as another value.
     */
    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType()
                        == SchemaCompatibilityType.COMPATIBLE
                && reader.getFields().stream().allMatch(field -> {
                    Schema.Field written = writer.getField(field.name());
                    return written == null || meaning(field).equals(meaning(written));
                });
    }

    private static List<String> meaning(Schema.Field field) {
        Schema type = field.schema();
        List<Schema> branches = type.isUnion() ? type.getTypes() : List.of(type);
        return branches.stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .map(branch -> branch.getLogicalType() == null
                        ? ""
                        : branch.getLogicalType().getName() + branch.getObjectProps())
                .toList();
    }

    @SuppressWarnings("deprecation") // of the validator: fields take it from nowhere else
    private static Schema parsed(String text) {
        NameValidator strict = Schema.getNameValidator();
        // PostgreSQL allows every character in a name, Avro does not: here names are only compared.
        Schema.setNameValidator(NameValidator.NO_VALIDATION);
        try {
            Schema schema = new Schema.Parser(NameValidator.NO_VALIDATION).parse(text);
            List<Schema.Field> fields = schema.getFields().stream()
                    .map(field -> new Schema.Field(field, field.schema()))
                    .toList();
            return Schema.createRecord("columns", null, null, false, fields);
        } finally {
            Schema.setNameValidator(strict);
        }
    }
}
