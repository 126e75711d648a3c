package io.tidemark.loader.stage;

import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueSink;
import java.util.List;

/**
 * Encodes rows of a staging table: the position, then the columns in the order given. It has the shape of the readers'
 * row sink without knowing them. Belongs to one thread.
 */
public final class RowEncoder {

    private final int object;
    private final CopyBuffer out;
    private final List<ValueSink> sinks;
    private int firstRow;
    private int rows;

    /** Encodes rows of the object of that number. */
    public RowEncoder(int object, List<TargetColumn> columns, NulCharacter onNul, byte[] empty) {
        this.object = object;
        this.out = new CopyBuffer(empty);
        this.sinks = columns.stream()
                .map(column -> ColumnEncoders.of(column, out, onNul))
                .toList();
    }

    public List<ValueSink> sinks() {
        return sinks;
    }

    public void startRow(int row, long time, long sequence, long ordinal) {
        if (rows++ == 0) {
            firstRow = row;
        }
        out.putShort(sinks.size() + 1);
        putPosition(out, time, sequence, ordinal);
    }

    public int encodedBytes() {
        return out.length();
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    /** Hands over the rows since the last call and goes on with an empty array. */
    public EncodedRows take(byte[] empty) {
        int length = out.length();
        EncodedRows encoded = new EncodedRows(object, firstRow, rows, out.exchange(empty), length);
        rows = 0;
        return encoded;
    }

    static void putPosition(CopyBuffer out, long time, long sequence, long ordinal) {
        int length = Position.storedLength(time, sequence, ordinal);
        out.putInt(length);
        if (length > 0) {
            out.putLong(time);
            out.putLong(sequence);
        }
        if (length == 3 * Long.BYTES) {
            out.putLong(ordinal);
        }
    }
}
