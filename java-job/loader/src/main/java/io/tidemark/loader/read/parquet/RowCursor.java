package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.PositionParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Walks the rows of a pass: holds its columns, reads the position, and says where a refused value stands. Belongs to
 * one thread.
 */
final class RowCursor {

    private final SourceObject object;
    private final MessageType projection;
    private final @Nullable String position;
    private final boolean fullLoad;
    private final boolean positionIsTime;
    private final PositionParser parser;
    private final List<ParquetColumn> columns = new ArrayList<>();

    /** The row that is being read, from 0, and the column within it. */
    private int row;

    private @Nullable String column;

    RowCursor(SourceObject object, MessageType schema, ChangeColumns roles, List<String> names) {
        this.object = object;
        this.parser = new PositionParser(object);
        this.fullLoad = object.hour() == null;
        this.positionIsTime = roles.position().isEmpty();
        Optional<String> source = positionIsTime ? roles.timestamp() : roles.position();
        this.position = fullLoad ? null : source.orElse(null);
        this.projection = projection(schema, names, position);
    }

    private static MessageType projection(MessageType schema, List<String> names, @Nullable String position) {
        List<Type> fields = schema.getFields().stream()
                .filter(field ->
                        names.contains(field.getName()) || field.getName().equals(position))
                .toList();
        return new MessageType(schema.getName(), fields);
    }

    MessageType projection() {
        return projection;
    }

    PositionParser position() {
        return parser;
    }

    int row() {
        return row;
    }

    void enter(ColumnReadStore rowGroup) {
        columns.clear();
        projection.getColumns().forEach(descriptor -> columns.add(new ParquetColumn(descriptor, rowGroup)));
    }

    void startRow(int newRow) {
        row = newRow;
    }

    /** The column of that name in the current row group; null if the projection does not have it. */
    @Nullable
    ParquetColumn find(@Nullable String name) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The column of that name in the current row group. */
    ParquetColumn column(String name) {
        ParquetColumn found = find(name);
        if (found == null) {
            throw new IllegalStateException("column " + name + " is not in the projection");
        }
        return found;
    }

    @Nullable
    ParquetColumn positionColumn() {
        return find(position);
    }

    void push(ParquetColumn source, ValueSink sink) {
        column = source.name();
        source.push(sink);
    }

    void readPosition(@Nullable ParquetColumn source) {
        if (source == null) {
            parser.fullLoad();
            return;
        }
        column = source.name();
        if (source.isNull()) {
            throw new ValueRefusedException("no position in a change file; expected one in every row");
        }
        ByteBuffer text = source.text();
        if (positionIsTime) {
            parser.commitTime(text, row);
        } else {
            parser.changeSequence(text);
        }
        source.next();
    }

    /** In a full load a missing operation is an insert; anywhere else it is unknown, and unknown stops the load. */
    Operation operation(@Nullable ParquetColumn column) {
        if (column == null) {
            return Operation.INSERT;
        }
        at(column.name());
        Operation operation;
        if (column.isNull()) {
            if (!fullLoad) {
                throw new ValueRefusedException("no operation in a change file; expected I, U or D");
            }
            operation = Operation.INSERT;
        } else {
            operation = Operation.ofCode(column.text());
        }
        column.next();
        if (fullLoad && operation != Operation.INSERT) {
            throw new ValueRefusedException("operation " + operation + " in a full-load object; expected I or none");
        }
        return operation;
    }

    /** An update that leaves a large value alone has NULL in its place (PostgreSQL does not log unchanged TOAST values). */
    static boolean isUnlogged(ParquetColumn kept, Operation operation) {
        return operation == Operation.UPDATE && kept.isNull();
    }

    /** Names the column that the next refusal is about. */
    void at(String name) {
        column = name;
    }

    DataRefusedException refused(ValueRefusedException reason) {
        return column == null
                ? DataRefusedException.ofRow(object, row + 1L, String.valueOf(reason.getMessage()))
                : DataRefusedException.ofValue(object, row + 1L, column, reason);
    }
}
