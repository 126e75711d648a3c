package io.tidemark.loader.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidemark.loader.model.DmsFileName;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.temporal.ChronoField;

/**
 * Parses positions without an object per row: the three numbers stay in fields until the next call. One parser belongs
 * to one object and one thread.
 *
 * <p>Without a change sequence the commit time takes its place in the same scale, so that files with and without the
 * column still compare: its 16 digits, then its remaining microseconds and the time in the file's name, then the row.
 */
public final class PositionParser {

    private static final int DIGITS = Position.TIME_DIGITS + Position.SEQUENCE_DIGITS;
    private static final long FILE_TIME_RANGE = 10_000_000_000_000L; // milliseconds of 13 digits, until 2286

    /** Eight digits, as of the day and of the clock, HHmmSShh. */
    private static final long CLOCK = 100_000_000;

    private final long fileTime;
    private int knownDay = -1;
    private long time;
    private long sequence;
    private long ordinal;

    public PositionParser(SourceObject object) {
        this.fileTime = DmsFileName.closedAt(object.baseName())
                .map(Instant::toEpochMilli)
                .orElse(0L);
    }

    public long time() {
        return time;
    }

    public long sequence() {
        return sequence;
    }

    public long ordinal() {
        return ordinal;
    }

    /** The position of a full load's rows, which do not tell it. */
    public void fullLoad(Position position) {
        time = position.time();
        sequence = position.sequence();
        ordinal = position.ordinal();
    }

    /** {@code $AR_H_CHANGE_SEQ}: 35 digits, as text. */
    public void changeSequence(ByteBuffer text) {
        if (text.remaining() != DIGITS) {
            throw new ValueRefusedException("a change sequence of " + text.remaining() + " characters; expected the "
                    + DIGITS + " digits of $AR_H_CHANGE_SEQ");
        }
        byte[] digits = text.hasArray() ? text.array() : copy(text);
        int start = text.hasArray() ? text.arrayOffset() + text.position() : 0;
        long day = Digits.eight(digits, start);
        long clock = Digits.eight(digits, start + 8);
        long high = Digits.eight(digits, start + Position.TIME_DIGITS);
        long middle = Digits.eight(digits, start + Position.TIME_DIGITS + 8);
        long low = Digits.some(digits, start + Position.TIME_DIGITS + 16, Position.SEQUENCE_DIGITS - 16);
        if ((day | clock | high | middle | low) < 0) {
            throw new ValueRefusedException("a change sequence that is not all digits; expected $AR_H_CHANGE_SEQ");
        }
        time = day * CLOCK + clock;
        sequence = (high * CLOCK + middle) * 1_000 + low;
        ordinal = 0;
        if ((time | sequence) == 0) {
            throw new ValueRefusedException("a change sequence of zeros only, which marks a full load");
        }
        requireTime((int) day, (int) clock);
    }

    private static byte[] copy(ByteBuffer text) {
        byte[] copy = new byte[text.remaining()];
        text.get(text.position(), copy);
        return copy;
    }

    /** What is pruned is a matter of time, and so is what a reload makes stale. Rows of one day come one after the other. */
    private void requireTime(int day, int clock) {
        boolean valid = clock / 1_000_000 < 24 && clock / 10_000 % 100 < 60 && clock / 100 % 100 < 60;
        if (!valid || (day != knownDay && !isDay(day))) {
            throw new ValueRefusedException(
                    "a change sequence that does not begin with a time; expected yyyyMMddHHmmSShh and 19 digits");
        }
        knownDay = day;
    }

    private static boolean isDay(int digits) {
        int month = digits / 100 % 100;
        return digits >= 1_00_00
                && month >= 1
                && month <= 12
                && digits % 100 >= 1
                && digits % 100 <= YearMonth.of(digits / 10_000, month).lengthOfMonth();
    }

    /** The commit time {@code yyyy-MM-dd HH:mm:ss[.SSSSSS]} in UTC, with the row's number from 0. */
    public void commitTime(ByteBuffer text, int row) {
        LocalDateTime commit = commitTime(text);
        time = Position.timeOf(commit);
        sequence = commit.get(ChronoField.MICRO_OF_SECOND) % 10_000 * FILE_TIME_RANGE + fileTime;
        ordinal = row + 1L;
    }

    /** The time in a timestamp column: {@code yyyy-MM-dd HH:mm:ss[.SSSSSS]} in UTC. */
    public static LocalDateTime commitTime(ByteBuffer text) {
        try {
            return LocalDateTime.parse(ISO_8859_1.decode(text).toString().replace(' ', 'T'));
        } catch (DateTimeException e) {
            throw new ValueRefusedException("not a commit time; expected yyyy-MM-dd HH:mm:ss.SSSSSS");
        }
    }
}
