package io.tidemark.loader.model;

import static java.time.temporal.ChronoUnit.HOURS;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** One hour of change files, named by its start in UTC; the unit that is loaded, retried and recorded. */
public record HourPartition(Instant start) implements Comparable<HourPartition> {

    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public HourPartition {
        if (!start.equals(start.truncatedTo(HOURS))) {
            throw new ConfigurationException("not the start of an hour: " + start + "; expected minute 0, e.g. "
                    + TEXT.format(start.truncatedTo(HOURS)));
        }
    }

    /** Parses {@code 2026-11-22T13:00Z}, seconds and another offset allowed; a time without an offset is refused. */
    public static HourPartition parse(String text) {
        try {
            return new HourPartition(ZonedDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw new ConfigurationException(
                    "not an hour: '" + text + "'; expected a time with its offset, e.g. 2026-11-22T13:00Z", e);
        }
    }

    public static HourPartition containing(Instant instant) {
        return new HourPartition(instant.truncatedTo(HOURS));
    }

    /** The first instant that is no longer in this hour. */
    public Instant end() {
        return start.plus(1, HOURS);
    }

    public HourPartition plusHours(long hours) {
        return new HourPartition(start.plus(hours, HOURS));
    }

    @Override
    public int compareTo(HourPartition other) {
        return start.compareTo(other.start);
    }

    @Override
    public String toString() {
        return TEXT.format(start);
    }
}
