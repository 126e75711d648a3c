package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.RowField;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The columns of a file that a pass reads. */
final class Projection {

    private final FileMetaData file;
    private final MessageType schema;
    private final List<ParquetColumn> columns;

    Projection(FileMetaData file, List<String> names) {
        List<Type> fields = file.getSchema().getFields().stream()
                .filter(field -> names.contains(field.getName()))
                .toList();
        this.file = file;
        this.schema = new MessageType(file.getSchema().getName(), fields);
        this.columns = schema.getColumns().stream().map(ParquetColumn::new).toList();
    }

    MessageType schema() {
        return schema;
    }

    RowField column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("column " + name + " is not in the projection"));
    }

    /** Goes on to a row group, which begins with that row of the object. */
    void start(PageReadStore rowGroup, int firstRow) {
        for (ParquetColumn column : columns) {
            PageReading pages = new PageReading(
                    column.descriptor(), file.getCreatedBy(), rowGroup.getPageReader(column.descriptor()));
            column.start(pages, firstRow);
        }
    }
}
