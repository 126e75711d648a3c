package io.tidemark.sandbox;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The Avro schemas of DMS's files, derived from the table's. */
final class DmsSchemas {

    /** The text form of the commit time column, UTC. */
    static final DateTimeFormatter COMMIT_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private DmsSchemas() {}

    static Schema file(Schema table, List<String> key, DmsFormat format, boolean withOp) {
        List<Schema.Field> columns = new ArrayList<>();
        if (withOp) {
            columns.add(optional(format.opColumn(), Schema.create(Schema.Type.STRING)));
        }
        columns.add(new Schema.Field(format.timestampColumn(), Schema.create(Schema.Type.STRING)));
        for (Schema.Field column : table.getFields()) {
            columns.add(optional(column.name(), type(column, format)));
        }
        addIfNamed(columns, format.positionColumn());
        String prefix = format.beforeImagePrefix();
        if (prefix != null) {
            for (String column : key) {
                columns.add(optional(prefix + column, type(table.getField(column), format)));
            }
        }
        return Schema.createRecord(table.getName(), null, table.getNamespace(), false, columns);
    }

    /** The type of a column's values that are not null. */
    static Schema valueType(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(member -> member.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no type but null in " + schema));
    }

    /** A column that may be null, and is so by default. */
    static Schema.Field optional(String name, Schema type) {
        Schema union = Schema.createUnion(Schema.create(Schema.Type.NULL), type);
        return new Schema.Field(name, union, null, Schema.Field.NULL_DEFAULT_VALUE);
    }

    private static void addIfNamed(List<Schema.Field> columns, @Nullable String name) {
        if (name != null) {
            columns.add(optional(name, Schema.create(Schema.Type.STRING)));
        }
    }

    private static Schema type(Schema.Field column, DmsFormat format) {
        Schema type = valueType(column.schema());
        boolean asText = format.booleansAsText() && type.getType() == Schema.Type.BOOLEAN;
        return asText ? Schema.create(Schema.Type.STRING) : type;
    }
}
