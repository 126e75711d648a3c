package io.tidemark.loader.model;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a change stands in the order of all changes of a table: three unsigned numbers, compared one after the other.
 *
 * <ul>
 *   <li>DMS with {@code $AR_H_CHANGE_SEQ}: the 16 digits of the commit time, the 19 digits of the counter, 0.
 *   <li>DMS without it: commit time and file time (microseconds since 1970), row number.
 *   <li>Debezium: the later of the change's LSN and that of the last commit before it, marked by the highest bit, so that
 *       the two kinds tell themselves apart; the LSN; 0.
 *   <li>A full-load row: {@link #FULL_LOAD}, which is lower than any captured change.
 * </ul>
 *
 * The stored form keeps the order bytewise, as PostgreSQL compares {@code bytea}.
 */
public record Position(long time, long sequence, long ordinal) implements Comparable<Position> {

    /** Of rows that come from a full load; stored as the empty {@code bytea}. */
    public static final Position FULL_LOAD = new Position(0, 0, 0);

    /** Digits of {@code $AR_H_CHANGE_SEQ}: time stamp and counter (AWS DMS User Guide, transformation expressions). */
    public static final int TIME_DIGITS = 16;

    public static final int SEQUENCE_DIGITS = 19;

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final long LSN_MARK = Long.MIN_VALUE;

    /** Of a change at {@code lsn} that was committed at or after {@code commit}; both are byte positions in the WAL. */
    public static Position ofLsn(long commit, long lsn) {
        return new Position(LSN_MARK | commit, lsn, 0);
    }

    private boolean isLsn() {
        return (time & LSN_MARK) != 0;
    }

    @Override
    public int compareTo(Position other) {
        return compare(time, sequence, ordinal, other.time, other.sequence, other.ordinal);
    }

    /** The 16 digits of a time in UTC, floored to hundredths of a second, as {@code $AR_H_CHANGE_SEQ} begins. */
    public static long timeOf(LocalDateTime utc) {
        long day = (utc.getYear() * 100L + utc.getMonthValue()) * 100 + utc.getDayOfMonth();
        long second = ((day * 100 + utc.getHour()) * 100 + utc.getMinute()) * 100 + utc.getSecond();
        return second * 100 + utc.getNano() / 10_000_000;
    }

    /** The commit time of a change of DMS, floored to hundredths of a second; nothing for a full load and other sources. */
    public Optional<Instant> commitTime() {
        String digits = padded(time, TIME_DIGITS);
        try {
            Instant second = LocalDateTime.parse(digits.substring(0, TIME_DIGITS - 2), SECONDS)
                    .toInstant(ZoneOffset.UTC);
            return Optional.of(second.plusMillis(10L * Integer.parseInt(digits.substring(TIME_DIGITS - 2))));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** For messages: the commit time where there is one, otherwise the position. */
    public String said() {
        return commitTime().map(Instant::toString).orElse(toString());
    }

    /** The order of positions, for callers that keep the three numbers in arrays. */
    public static int compare(long time, long sequence, long ordinal, long time2, long sequence2, long ordinal2) {
        int byTime = Long.compareUnsigned(time, time2);
        if (byTime != 0) {
            return byTime;
        }
        int bySequence = Long.compareUnsigned(sequence, sequence2);
        return bySequence != 0 ? bySequence : Long.compareUnsigned(ordinal, ordinal2);
    }

    /** Number of bytes of the stored form: 0, 16 or 24. */
    public static int storedLength(long time, long sequence, long ordinal) {
        if ((time | sequence | ordinal) == 0) {
            return 0;
        }
        return ordinal == 0 ? 2 * Long.BYTES : 3 * Long.BYTES;
    }

    /** The stored form. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(3 * Long.BYTES);
        bytes.putLong(time).putLong(sequence).putLong(ordinal);
        return java.util.Arrays.copyOf(bytes.array(), storedLength(time, sequence, ordinal));
    }

    /** The position of a stored form. */
    public static Position ofBytes(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(java.util.Arrays.copyOf(stored, 3 * Long.BYTES));
        return new Position(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /**
     * The 35 digits that DMS wrote, or the LSNs as PostgreSQL writes them, or nothing for a full load; the three numbers
     * where there is an ordinal.
     */
    @Override
    public String toString() {
        if (equals(FULL_LOAD)) {
            return "";
        }
        if (isLsn()) {
            long commit = time & ~LSN_MARK;
            return lsn(sequence) + (commit == sequence ? "" : " after " + lsn(commit));
        }
        String digits = padded(time, TIME_DIGITS) + padded(sequence, SEQUENCE_DIGITS);
        return ordinal == 0 ? digits : time + "/" + sequence + "/" + ordinal;
    }

    private static String lsn(long bytes) {
        return Long.toHexString(bytes >>> Integer.SIZE).toUpperCase(Locale.ROOT) + "/"
                + Integer.toHexString((int) bytes).toUpperCase(Locale.ROOT);
    }

    private static String padded(long unsigned, int digits) {
        String text = Long.toUnsignedString(unsigned);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
