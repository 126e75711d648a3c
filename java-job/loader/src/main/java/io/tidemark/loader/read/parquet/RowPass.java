package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.ChosenRows;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.schema.MessageType;

/** Decodes the rows that were chosen, in their order; the others are skipped column by column without decoding. */
final class RowPass implements ParquetChanges.RowGroups {

    private final ChosenRows rows;
    private final Projection projection;

    RowPass(MessageType schema, ChosenRows rows) {
        this.rows = rows;
        this.projection = Projection.of(schema, rows.columns());
    }

    @Override
    public MessageType projection() {
        return projection.schema();
    }

    @Override
    public boolean wants(int firstRow, int rowCount) {
        return rows.wantsAny(firstRow, firstRow + rowCount);
    }

    @Override
    public void read(ColumnReadStore rowGroup, int firstRow, int rowCount) {
        rows.bind(projection.columns(rowGroup, firstRow));
        int last = rows.lastBefore(firstRow + rowCount);
        for (int row = firstRow; row <= last; row++) {
            if (rows.wants(row)) {
                rows.read(row);
            } else {
                rows.skip();
            }
        }
    }
}
