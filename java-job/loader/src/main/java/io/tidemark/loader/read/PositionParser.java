package io.tidemark.loader.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses positions without an object per row: the three numbers stay in fields until the next call. One parser belongs
 * to one object and one thread.
 *
 * <p>Without a change sequence the commit time takes its place in the same scale, so that files with and without the
 * column still compare: its 16 digits, then its remaining microseconds and the time in the file's name, then the row.
 */
public final class PositionParser {

    private static final int DIGITS = Position.TIME_DIGITS + Position.SEQUENCE_DIGITS;
    private static final Pattern FILE_TIME = Pattern.compile("(\\d{8})-(\\d{9,10})\\..*");
    private static final DateTimeFormatter FILE_TIME_TEXT =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS", Locale.ROOT);
    private static final long FILE_TIME_RANGE = 10_000_000_000_000L; // milliseconds of 13 digits, until 2286

    private final long fileTime;
    private long time;
    private long sequence;
    private long ordinal;

    public PositionParser(SourceObject object) {
        this.fileTime = fileTimeMillis(object.baseName());
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

    /** The position of a full-load row. */
    public void fullLoad() {
        time = 0;
        sequence = 0;
        ordinal = 0;
    }

    /** {@code $AR_H_CHANGE_SEQ}: 35 digits, as text. */
    public void changeSequence(ByteBuffer text) {
        if (text.remaining() != DIGITS) {
            throw new ValueRefusedException("a change sequence of " + text.remaining() + " characters; expected the "
                    + DIGITS + " digits of $AR_H_CHANGE_SEQ");
        }
        int start = text.position();
        time = digits(text, start, start + Position.TIME_DIGITS);
        sequence = digits(text, start + Position.TIME_DIGITS, start + DIGITS);
        ordinal = 0;
        if ((time | sequence) == 0) {
            throw new ValueRefusedException("a change sequence of zeros only, which marks a full load");
        }
    }

    /** The commit time {@code yyyy-MM-dd HH:mm:ss[.SSSSSS]} in UTC, with the row's number from 0. */
    public void commitTime(ByteBuffer text, int row) {
        try {
            String iso = ISO_8859_1.decode(text).toString().replace(' ', 'T');
            LocalDateTime commit = LocalDateTime.parse(iso);
            time = Long.parseLong(String.format(
                    Locale.ROOT,
                    "%04d%02d%02d%02d%02d%02d%02d",
                    commit.getYear(),
                    commit.getMonthValue(),
                    commit.getDayOfMonth(),
                    commit.getHour(),
                    commit.getMinute(),
                    commit.getSecond(),
                    commit.getNano() / 10_000_000));
            sequence = (commit.getNano() % 10_000_000) / 1_000 * FILE_TIME_RANGE + fileTime;
            ordinal = row + 1L;
        } catch (DateTimeException e) {
            throw new ValueRefusedException("not a commit time; expected yyyy-MM-dd HH:mm:ss.SSSSSS");
        }
    }

    private static long digits(ByteBuffer text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.get(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new ValueRefusedException("a change sequence that is not all digits; expected $AR_H_CHANGE_SEQ");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** DMS names a change file by the UTC time at which it was closed; other names have no time and count as 0. */
    private static long fileTimeMillis(String baseName) {
        Matcher matcher = FILE_TIME.matcher(baseName);
        if (!matcher.matches()) {
            return 0;
        }
        String text = matcher.group(1) + matcher.group(2).substring(0, 9);
        try {
            return LocalDateTime.parse(text, FILE_TIME_TEXT)
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
