package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.ChosenRows;
import org.apache.parquet.hadoop.metadata.FileMetaData;

/** Decodes the rows that were chosen, in their order; the others are passed over. */
final class RowPass implements ParquetChanges.RowGroups {

    private final ChosenRows rows;
    private final Projection projection;

    RowPass(FileMetaData file, ChosenRows rows) {
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
        return rows.wantsAny(firstRow, firstRow + rowCount);
    }

    @Override
    public void read(int firstRow, int rowCount) {
        int end = firstRow + rowCount;
        int next = firstRow;
        for (int row = rows.next(firstRow); row >= 0 && row < end; row = rows.next(row + 1)) {
            if (row > next) {
                rows.goTo(row);
            }
            rows.read(row);
            next = row + 1;
        }
    }
}
