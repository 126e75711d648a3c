package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.RowSink;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Decodes the rows that were chosen, in their order; the others are skipped column by column without decoding. */
final class RowPass implements ParquetChanges.RowGroups {

    private final List<String> names;
    private final boolean[] kept;
    private final @Nullable String operation;
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
        this.kept = new boolean[names.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = roles.kept().contains(names.get(i));
        }
        this.operation = Collections.disjoint(names, roles.kept())
                ? null
                : roles.operation().orElse(null);
        this.rows = rows;
        this.sink = sink;
        this.cursor = new RowCursor(
                object,
                schema,
                roles,
                Stream.concat(names.stream(), Stream.ofNullable(operation)).toList());
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
        ParquetColumn operations = cursor.find(operation);
        ParquetColumn[] columns = names.stream().map(cursor::column).toArray(ParquetColumn[]::new);
        ValueSink[] sinks = sink.sinks().toArray(ValueSink[]::new);
        int last = rows.previousSetBit(firstRow + rowCount - 1);
        try {
            for (int row = firstRow; row <= last; row++) {
                cursor.startRow(row);
                if (rows.get(row)) {
                    readRow(position, operations, columns, sinks);
                } else {
                    skipRow(position, operations, columns);
                }
            }
        } catch (ValueRefusedException e) {
            throw cursor.refused(e);
        }
    }

    private void readRow(
            @Nullable ParquetColumn position,
            @Nullable ParquetColumn operations,
            ParquetColumn[] columns,
            ValueSink[] sinks) {
        Operation change = cursor.operation(operations);
        cursor.readPosition(position);
        sink.startRow(
                cursor.row(),
                cursor.position().time(),
                cursor.position().sequence(),
                cursor.position().ordinal());
        for (int i = 0; i < columns.length; i++) {
            if (kept[i] && RowCursor.isUnlogged(columns[i], change)) {
                sinks[i].ofUnavailable();
                columns[i].next();
            } else {
                cursor.push(columns[i], sinks[i]);
            }
        }
        sink.endRow();
    }

    private static void skipRow(
            @Nullable ParquetColumn position, @Nullable ParquetColumn operations, ParquetColumn[] columns) {
        if (operations != null) {
            operations.skip();
        }
        if (position != null) {
            position.skip();
        }
        for (ParquetColumn column : columns) {
            column.skip();
        }
    }
}
