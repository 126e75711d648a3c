package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.KeyRows;
import org.apache.parquet.hadoop.metadata.FileMetaData;

/** Reads what decides the fold of every row. */
final class KeyPass implements ParquetChanges.RowGroups {

    private final KeyRows rows;
    private final Projection projection;

    KeyPass(FileMetaData file, KeyRows rows) {
        this.rows = rows;
        this.projection = new Projection(file, rows.columns());
        rows.bind(projection::column);
    }

    @Override
    public Projection projection() {
        return projection;
    }

    @Override
    public boolean wants(int firstRow, int rowCount) {
        return true;
    }

    @Override
    public void read(int firstRow, int rowCount) {
        for (int row = firstRow; row < firstRow + rowCount; row++) {
            rows.read(row);
        }
    }
}
