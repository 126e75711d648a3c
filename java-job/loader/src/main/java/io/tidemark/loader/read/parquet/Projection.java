package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.RowField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The columns of a file that a pass reads. */
record Projection(MessageType schema) {

    static Projection of(MessageType file, List<String> names) {
        List<Type> fields = file.getFields().stream()
                .filter(field -> names.contains(field.getName()))
                .toList();
        return new Projection(new MessageType(file.getName(), fields));
    }

    /** The columns of a row group that begins with that row of the object, by name. */
    Function<String, RowField> columns(ColumnReadStore rowGroup, int firstRow) {
        Map<String, RowField> columns = new HashMap<>();
        schema.getColumns()
                .forEach(descriptor ->
                        columns.put(descriptor.getPath()[0], new ParquetColumn(descriptor, rowGroup, firstRow)));
        return name -> {
            RowField found = columns.get(name);
            if (found == null) {
                throw new IllegalStateException("column " + name + " is not in the projection");
            }
            return found;
        };
    }
}
