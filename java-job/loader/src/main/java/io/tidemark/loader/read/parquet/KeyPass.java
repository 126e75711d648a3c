package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.KeyRows;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;

/** Reads what decides the fold of every row. */
final class KeyPass implements ParquetChanges.RowGroups {

    private final KeyRows rows;
    private final Projection projection;

    KeyPass(MessageType schema, KeyRows rows) {
        this.rows = rows;
        this.projection = Projection.of(schema, rows.columns());
    }

    @Override
    public MessageType projection() {
        return projection.schema();
    }

    @Override
    public boolean wants(int firstRow, int rowCount) {
        return true;
    }

    @Override
    public void read(ColumnReadStore rowGroup, int firstRow, int rowCount) {
        rows.bind(projection.columns(rowGroup, firstRow));
        for (int row = firstRow; row < firstRow + rowCount; row++) {
            rows.read(row);
        }
    }
}
