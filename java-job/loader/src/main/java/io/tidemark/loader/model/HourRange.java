package io.tidemark.loader.model;

import static java.time.temporal.ChronoUnit.HOURS;

import java.util.List;
import java.util.stream.LongStream;

/** Hours from {@code from} up to, but without, {@code to}. */
public record HourRange(HourPartition from, HourPartition to) {

    public HourRange {
        if (from.compareTo(to) >= 0) {
            throw new ConfigurationException("empty range of hours: from " + from + " is not before to " + to
                    + " (the end is not part of the range)");
        }
    }

    public static HourRange of(HourPartition hour) {
        return new HourRange(hour, hour.plusHours(1));
    }

    /** This range with the given number of hours before it. */
    public HourRange startingEarlier(long hours) {
        return new HourRange(from.plusHours(-hours), to);
    }

    public boolean contains(HourPartition hour) {
        return from.compareTo(hour) <= 0 && hour.compareTo(to) < 0;
    }

    /** The hours in their order. */
    public List<HourPartition> hours() {
        return LongStream.range(0, HOURS.between(from.start(), to.start()))
                .mapToObj(from::plusHours)
                .toList();
    }
}
