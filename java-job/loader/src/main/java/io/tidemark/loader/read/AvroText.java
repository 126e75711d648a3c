package io.tidemark.loader.read;

import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Shows the columns of an object as an Avro schema, for the schema history. */
public final class AvroText {

    private AvroText() {}

    /** Of the schema that is made, whatever its names are. */
    @SuppressWarnings("deprecation") // of the validator: schemas take it from nowhere else
    public static String of(Supplier<Schema> made) {
        NameValidator strict = Schema.getNameValidator();
        // Avro allows letters, digits and _ in names, PostgreSQL everything: here they are shown, not resolved.
        Schema.setNameValidator(NameValidator.NO_VALIDATION);
        try {
            return made.get().toString();
        } finally {
            Schema.setNameValidator(strict);
        }
    }

    /**
     * A record of nullable strings: of a format that does not declare types. What the values look like is not said, so
     * that objects of the same columns have the same schema.
     */
    static String ofTexts(List<FileColumn> columns) {
        return of(() -> record(columns.stream()
                .map(column -> field(column.name(), Schema.create(Schema.Type.STRING)))
                .toList()));
    }

    /** A record of a table's columns. */
    public static Schema record(List<Schema.Field> columns) {
        return Schema.createRecord("row", null, null, false, columns);
    }

    /** A nullable column. */
    public static Schema.Field field(String name, Schema type) {
        return new Schema.Field(name, nullable(type), null, Schema.Field.NULL_DEFAULT_VALUE);
    }

    /** The type with NULL beside it. */
    public static Schema nullable(Schema type) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), type);
    }
}
