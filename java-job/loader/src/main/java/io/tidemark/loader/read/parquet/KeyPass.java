package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeScan;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;

/** Reads key, before image of the key, operation and position of every row. */
final class KeyPass implements ParquetChanges.RowGroups {

    private final ChangeColumns roles;
    private final ChangeScan scan;
    private final RowCursor cursor;

    KeyPass(SourceObject object, MessageType schema, ChangeColumns roles, ChangeScan scan) {
        this.roles = roles;
        this.scan = scan;
        List<String> names = Stream.of(
                        roles.key(),
                        roles.before(),
                        roles.kept(),
                        roles.operation().stream().toList())
                .flatMap(List::stream)
                .toList();
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
        return true;
    }

    @Override
    public void read(ColumnReadStore rowGroup, int firstRow, int rowCount) {
        cursor.enter(rowGroup);
        ParquetColumn operation = cursor.find(roles.operation().orElse(null));
        ParquetColumn position = cursor.positionColumn();
        List<ParquetColumn> key = roles.key().stream().map(cursor::column).toList();
        List<ParquetColumn> before = roles.before().stream().map(cursor::column).toList();
        List<ParquetColumn> kept = roles.kept().stream().map(cursor::column).toList();
        try {
            for (int row = firstRow; row < firstRow + rowCount; row++) {
                cursor.startRow(row);
                Operation found = cursor.operation(operation);
                cursor.readPosition(position);
                scan.startKey();
                pushKey(key);
                readKept(kept, found);
                scan.change(
                        row,
                        found,
                        cursor.position().time(),
                        cursor.position().sequence(),
                        cursor.position().ordinal());
                readBefore(before, found);
            }
        } catch (ValueRefusedException e) {
            throw cursor.refused(e);
        }
    }

    private void readKept(List<ParquetColumn> kept, Operation operation) {
        for (int i = 0; i < kept.size(); i++) {
            if (RowCursor.isUnlogged(kept.get(i), operation)) {
                scan.unlogged(i);
            }
            kept.get(i).skip();
        }
    }

    private void pushKey(List<ParquetColumn> key) {
        List<ValueSink> sinks = scan.keySinks();
        for (int i = 0; i < key.size(); i++) {
            if (key.get(i).isNull()) {
                cursor.at(key.get(i).name());
                throw new ValueRefusedException("NULL in a key column; expected a value in every row");
            }
            cursor.push(key.get(i), sinks.get(i));
        }
    }

    /** DMS fills the before image only on an update that changed the key; then it fills all columns of the key. */
    private void readBefore(List<ParquetColumn> before, Operation operation) {
        if (before.isEmpty()) {
            return;
        }
        if (operation != Operation.UPDATE || areNull(before)) {
            for (ParquetColumn column : before) {
                column.skip();
            }
            return;
        }
        scan.startKey();
        pushKey(before);
        scan.keyBefore();
    }

    private static boolean areNull(List<ParquetColumn> columns) {
        for (ParquetColumn column : columns) { // a stream for each row would be a tenth of the pass
            if (!column.isNull()) {
                return false;
            }
        }
        return true;
    }
}
