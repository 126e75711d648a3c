package io.tidemark.loader.stage;

import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.ValueSink;
import java.util.List;

/**
 * Encodes rows of a staging table: the position, then its columns, then for each kept one whether it was logged. It has
 * the shape of the readers' row sink without knowing them. Belongs to one thread.
 */
public final class RowEncoder {

    private final int object;
    private final CopyBuffer out;
    private final List<ValueSink> sinks;
    private final List<ColumnEncoder> kept;
    private int firstRow;
    private int rowStart;
    private int rows;

    /** Encodes rows of the object of that number. */
    public RowEncoder(int object, StagingTable table, NulCharacter onNul, byte[] empty) {
        this.object = object;
        this.out = new CopyBuffer(empty);
        List<ColumnEncoder> encoders = table.columns().stream()
                .map(column -> ColumnEncoders.of(column, out, onNul))
                .toList();
        this.sinks = List.copyOf(encoders);
        this.kept = table.kept().stream()
                .map(column -> encoders.get(table.columns().indexOf(column)))
                .toList();
        kept.forEach(ColumnEncoder::keep);
    }

    public List<ValueSink> sinks() {
        return sinks;
    }

    public void startRow(int row, long time, long sequence, long ordinal) {
        if (rows++ == 0) {
            firstRow = row;
        }
        rowStart = out.length();
        out.putShort(1 + sinks.size() + kept.size());
        putPosition(out, time, sequence, ordinal);
    }

    public void endRow() {
        for (ColumnEncoder encoder : kept) {
            out.putInt(1);
            out.putByte(encoder.takeLogged() ? 1 : 0);
        }
    }

    /** Forgets the row that was begun last. */
    public void dropRow() {
        out.truncate(rowStart);
        kept.forEach(ColumnEncoder::takeLogged);
        rows--;
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
