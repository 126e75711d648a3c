package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.RowSink;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Decodes the rows that were chosen, in their order; the others are skipped column by column without decoding. */
final class RowPass implements ParquetChanges.RowGroups {

    private final List<String> names;
    private final BitSet rows;
    private final RowSink sink;
    private final RowCursor cursor;

    RowPass(
            SourceObject object,
            MessageType schema,
            ChangeColumns roles,
            List<String> names,
            BitSet rows,
            RowSink sink) {
        this.names = names;
        this.rows = rows;
        this.sink = sink;
        this.cursor = new RowCursor(object, schema, roles, names);
    }

    void run(ParquetChanges file) {
        file.forEachRowGroup(this);
    }

    @Override
    public MessageType projection() {
        return cursor.projection();
    }

    @Override
    public boolean wants(int firstRow, int rowCount) {
        int next = rows.nextSetBit(firstRow);
        return next >= 0 && next < firstRow + rowCount;
    }

    @Override
    public void read(ColumnReadStore rowGroup, int firstRow, int rowCount) {
        cursor.enter(rowGroup);
        ParquetColumn position = cursor.positionColumn();
        ParquetColumn[] columns = names.stream().map(cursor::column).toArray(ParquetColumn[]::new);
        ValueSink[] sinks = sink.sinks().toArray(ValueSink[]::new);
        int last = rows.previousSetBit(firstRow + rowCount - 1);
        try {
            for (int row = firstRow; row <= last; row++) {
                cursor.startRow(row);
                if (rows.get(row)) {
                    readRow(position, columns, sinks);
                } else {
                    skipRow(position, columns);
                }
            }
        } catch (ValueRefusedException e) {
            throw cursor.refused(e);
        }
    }

    private void readRow(@Nullable ParquetColumn position, ParquetColumn[] columns, ValueSink[] sinks) {
        cursor.readPosition(position);
        sink.startRow(
                cursor.row(),
                cursor.position().time(),
                cursor.position().sequence(),
                cursor.position().ordinal());
        for (int i = 0; i < columns.length; i++) {
            cursor.push(columns[i], sinks[i]);
        }
        sink.endRow();
    }

    private static void skipRow(@Nullable ParquetColumn position, ParquetColumn[] columns) {
        if (position != null) {
            position.skip();
        }
        for (ParquetColumn column : columns) {
            column.skip();
        }
    }
}
