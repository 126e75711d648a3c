package io.tidemark.loader.read;

import java.util.List;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Shows the columns of an object as an Avro schema, for the schema history. */
final class AvroRecord {

    private AvroRecord() {}

    /**
     * A record of nullable strings: of a format that does not declare types. What the values look like is not said, so
     * that objects of the same columns have the same schema.
     */
    @SuppressWarnings("deprecation") // of the validator: schemas take it from nowhere else
    static String ofTexts(List<FileColumn> columns) {
        NameValidator strict = Schema.getNameValidator();
        // Avro allows letters, digits and _ in names, PostgreSQL everything: here they are shown, not resolved.
        Schema.setNameValidator(NameValidator.NO_VALIDATION);
        try {
            return Schema.createRecord(
                            "row",
                            null,
                            null,
                            false,
                            columns.stream().map(AvroRecord::field).toList())
                    .toString();
        } finally {
            Schema.setNameValidator(strict);
        }
    }

    private static Schema.Field field(FileColumn column) {
        Schema text = Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
        return new Schema.Field(column.name(), text, null, Schema.Field.NULL_DEFAULT_VALUE);
    }
}
