package io.tidemark.loader.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One binary COPY into a staging table. {@link #finish} ends it; closing it before that cancels it, after which the
 * transaction can only be rolled back. Belongs to one thread.
 */
public final class CopyStream implements AutoCloseable {

    /** Signature, flags, length of the header extension ("COPY", section "Binary Format"). */
    private static final byte[] HEADER = ByteBuffer.allocate(19)
            .put("PGCOPY\n".getBytes(US_ASCII))
            .put((byte) 0xff)
            .put("\r\n\0".getBytes(US_ASCII))
            .putInt(0)
            .putInt(0)
            .array();

    private static final byte[] TRAILER = {-1, -1};

    private final CopyIn copy;

    private CopyStream(CopyIn copy) {
        this.copy = copy;
    }

    public static CopyStream into(StagingTable table, Connection connection) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copy());
        CopyStream stream = new CopyStream(copy);
        copy.writeToCopy(HEADER, 0, HEADER.length);
        return stream;
    }

    public void write(byte[] bytes, int length) throws SQLException {
        copy.writeToCopy(bytes, 0, length);
    }

    /** Ends the COPY and answers how many rows PostgreSQL took. */
    public long finish() throws SQLException {
        copy.writeToCopy(TRAILER, 0, TRAILER.length);
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
