package io.tidemark.loader.stage;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times as text: ISO 8601, or as PostgreSQL and DMS write them, with a space before the time, a short offset,
 * years of more than four digits and {@code BC} at the end. Always in UTC, never in a JVM zone.
 */
final class TimeText {

    private static final Pattern TIMESTAMP = Pattern.compile("(?<date>[+-]?\\d{4,9}-\\d\\d-\\d\\d)"
            + "([T ](?<time>\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?)(?<offset>Z|[+-]\\d\\d(:?\\d\\d(:?\\d\\d)?)?)?)?"
            + "(?<era> BC)?");
    private static final Pattern DATE = Pattern.compile("(?<year>[+-]?\\d{4,9})-(?<month>\\d\\d)-(?<day>\\d\\d)");
    private static final Pattern END_OF_DAY = Pattern.compile("24:00(:00(\\.0{1,9})?)?");
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private TimeText() {}

    /** Days since 1970-01-01. */
    static long date(String text) {
        Matcher parts = match(TIMESTAMP, text);
        if (parts.group("time") != null) {
            throw new DateTimeException("a date with a time");
        }
        return date(parts.group("date"), parts.group("era")).toEpochDay();
    }

    /** Microseconds since midnight; PostgreSQL's {@code 24:00:00} is a whole day. */
    static long time(String text) {
        return END_OF_DAY.matcher(text).matches()
                ? MICROS_PER_DAY
                : wholeMicros(LocalTime.parse(text)).toNanoOfDay() / 1000;
    }

    /** The wall clock in UTC, in whole microseconds; a text without an offset is in UTC. */
    static LocalDateTime timestamp(String text) {
        Matcher parts = match(TIMESTAMP, text);
        LocalDate date = date(parts.group("date"), parts.group("era"));
        String time = parts.group("time");
        String offset = parts.group("offset");
        return date.atTime(time == null ? LocalTime.MIDNIGHT : wholeMicros(LocalTime.parse(time)))
                .minusSeconds(offset == null ? 0 : ZoneOffset.of(offset).getTotalSeconds());
    }

    static String timestamp(long epochMicroseconds) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(epochMicroseconds, MICROS), ZoneOffset.UTC)
                .toString()
                .replace('T', ' ');
    }

    /** Before the year 1, ISO counts 0, -1 and so on, and PostgreSQL 1 BC, 2 BC. */
    private static LocalDate date(String text, @Nullable String era) {
        Matcher parts = match(DATE, text);
        int year = Integer.parseInt(parts.group("year"));
        return LocalDate.of(
                era == null ? year : 1 - year,
                Integer.parseInt(parts.group("month")),
                Integer.parseInt(parts.group("day")));
    }

    private static Matcher match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new DateTimeException("not " + pattern);
        }
        return matcher;
    }

    private static LocalTime wholeMicros(LocalTime time) {
        if (!time.equals(time.truncatedTo(MICROS))) {
            throw new DateTimeException("nanoseconds");
        }
        return time;
    }
}
