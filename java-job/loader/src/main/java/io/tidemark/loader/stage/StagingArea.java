package io.tidemark.loader.stage;

import io.tidemark.loader.sql.RowSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one staging table: in memory while there is room, to be sent as parameters; otherwise in a temporary table,
 * filled by COPY. Belongs to one thread.
 */
public final class StagingArea {

    private final StagingTable table;
    private final Handle handle;
    private final Room room;
    private final List<byte[]> held = new ArrayList<>();
    private long rows;
    private long rowsOfEndedCopies;
    private boolean copied;
    private @Nullable RowSource source;

    public StagingArea(StagingTable table, Handle handle, Room room) {
        this.table = table;
        this.handle = handle;
        this.room = room;
    }

    public StagingTable table() {
        return table;
    }

    /** Rows so far. */
    public long rows() {
        return rows;
    }

    /** Rows that were in the table before the COPY began that is under way or failed. */
    public long rowsBeforeCopy() {
        return rowsOfEndedCopies;
    }

    /** What a statement reads the rows from. */
    public RowSource source() {
        if (source == null) {
            source = copied
                    ? RowSource.temporaryTable(table.name())
                    : ParameterRows.of(handle, table, held, Math.toIntExact(rows));
        }
        return source;
    }

    /** Begins to add rows. */
    public Filling fill() {
        source = null;
        return new Filling();
    }

    /** Brings rows that are held to the table. */
    public void moveToTable() throws SQLException {
        if (!copied) {
            try (Filling filling = fill()) {
                filling.copy();
                filling.finish();
            }
        }
    }

    /**
     * A series of rows on their way into the area. {@link #finish} ends it; closing it before that cancels a COPY that is
     * under way, after which the transaction can only be rolled back.
     */
    public final class Filling implements AutoCloseable {

        private @Nullable CopyStream copy;

        private Filling() {}

        /** Adds rows in COPY form; the array is the caller's again afterwards. */
        public void write(byte[] bytes, int length, int count) throws SQLException {
            rows += count;
            if (!copied && room.take(count, length)) {
                held.add(Arrays.copyOf(bytes, length));
            } else {
                copy().write(bytes, length);
            }
        }

        private CopyStream copy() throws SQLException {
            if (copy == null) {
                if (!copied) {
                    table.create(handle);
                    copied = true;
                }
                copy = CopyStream.into(table, handle.getConnection());
                for (byte[] piece : held) {
                    copy.write(piece, piece.length);
                }
                held.clear();
            }
            return copy;
        }

        public void finish() throws SQLException {
            if (copy != null) {
                rowsOfEndedCopies += copy.finish();
            }
        }

        @Override
        public void close() throws SQLException {
            if (copy != null) {
                copy.close();
            }
        }
    }
}
