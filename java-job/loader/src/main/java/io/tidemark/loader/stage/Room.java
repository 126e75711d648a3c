package io.tidemark.loader.stage;

import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How many rows of one load may wait in memory until they are sent as parameters. Rows that find no room go to a
 * temporary table by COPY. Shared by the staging areas of a load; belongs to one thread.
 */
public final class Room {

    /** What is held is copied twice more on its way to the server. */
    private static final long MOST_BYTES = 16L << 20;

    private final long mostRows;
    private long rows;
    private long bytes;
    private String whyCopied = "";

    private Room(long mostRows) {
        this.mostRows = mostRows;
    }

    /** Room for that many rows, and for some megabytes of them, if the connection can send them. */
    public static Room forParameters(Handle handle, long mostRows) throws SQLException {
        Room room = new Room(mostRows);
        if (!BinaryArray.canBeSent(handle)) {
            room.close("target.url keeps the driver from sending parameters in binary form");
        }
        return room;
    }

    /** No room at all, for that reason. */
    public static Room none(String why) {
        Room room = new Room(0);
        room.close(why);
        return room;
    }

    /** Takes room for rows, or leaves it as it is and says no, now and from then on. */
    boolean take(long moreRows, long moreBytes) {
        if (!whyCopied.isEmpty()) {
            return false;
        }
        if (rows + moreRows > mostRows) {
            close("more than " + mostRows + " rows");
        } else if (bytes + moreBytes > MOST_BYTES) {
            close("more than " + (MOST_BYTES >> 20) + " MiB of rows");
        } else {
            rows += moreRows;
            bytes += moreBytes;
        }
        return whyCopied.isEmpty();
    }

    /** Lets no more rows in, and notes why, if it has not been noted. */
    public void close(String why) {
        if (whyCopied.isEmpty()) {
            whyCopied = why;
        }
    }

    /** Rows that were let in. */
    public long rows() {
        return rows;
    }

    /** Why rows went to a table; nothing if none did. */
    public Optional<String> whyCopied() {
        return whyCopied.isEmpty() ? Optional.empty() : Optional.of(whyCopied);
    }
}
