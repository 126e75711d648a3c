package io.tidemark.loader.stage;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Dates and times as text, ISO or with a space as DMS and PostgreSQL write them; always in UTC, never in a JVM zone. */
final class TimeText {

    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
    private static final int LENGTH_OF_DATE = 10;

    private TimeText() {}

    /** Days since 1970-01-01. */
    static long date(String text) {
        return LocalDate.parse(text).toEpochDay();
    }

    /** Microseconds since midnight. */
    static long time(String text) {
        return wholeMicros(LocalTime.parse(text).toNanoOfDay());
    }

    /** Microseconds since 1970; a text with an offset is taken to UTC, one without is in UTC. */
    static long timestamp(String text) {
        String iso = text.length() == LENGTH_OF_DATE ? text + "T00:00" : text.replace(' ', 'T');
        int sign = Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
        boolean offset = iso.endsWith("Z") || sign > LENGTH_OF_DATE;
        String full = sign == iso.length() - 3 && offset ? iso + ":00" : iso; // +02 as PostgreSQL writes it
        LocalDateTime utc = offset
                ? OffsetDateTime.parse(full)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime()
                : LocalDateTime.parse(full);
        wholeMicros(utc.toLocalTime().toNanoOfDay());
        return EPOCH.until(utc, MICROS);
    }

    static String timestamp(long epochMicroseconds) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(epochMicroseconds, MICROS), ZoneOffset.UTC)
                .toString()
                .replace('T', ' ');
    }

    private static long wholeMicros(long nanos) {
        if (nanos % 1000 != 0) {
            throw new DateTimeException("nanoseconds");
        }
        return nanos / 1000;
    }
}
