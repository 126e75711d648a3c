package io.tidemark.loader.discover;

import io.tidemark.loader.discover.ObjectStore.KeyRange;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the objects of an hour lie below a prefix. Every layout sorts by time, so that a range of hours is one stretch
 * of keys (one for each delimiter that DMS can be told to use). Hours are UTC, as DMS writes them by default.
 */
final class PartitionLayout {

    private static final List<String> DELIMITERS = List.of("/", "-", "_", "");
    private static final Pattern HIVE = Pattern.compile("year=(\\d{4})/month=(\\d\\d)/day=(\\d\\d)/hour=(\\d\\d)/.+");
    private static final Pattern DATE_HOUR = Pattern.compile("(\\d{4})([/_-]?)(\\d\\d)\\2(\\d\\d)\\2(\\d\\d)/.+");

    /** DMS names a change file by the time at which it closed it (nine digits after the dash, in one example ten). */
    private static final Pattern FILE_TIME = Pattern.compile("(?:.*/)?(\\d{8})-(\\d\\d)\\d{7,8}\\.[^/]+");

    private static final Pattern FULL_LOAD = Pattern.compile("(?:SEGMENT\\d+_)?LOAD[0-9A-F]{8}\\..+");

    private final String prefix;
    private final Pipeline.Layout layout;

    PartitionLayout(Pipeline.Source source) {
        this.prefix = source.prefix();
        this.layout = source.layout();
    }

    /** The stretches of keys that hold every object of these hours, and possibly others. */
    List<KeyRange> ranges(HourRange hours) {
        Instant from = hours.from().start();
        Instant to = hours.to().start();
        return switch (layout) {
            case HIVE -> List.of(between(from, to, "'year='uuuu'/month='MM'/day='dd'/hour='HH'/'"));
            case DATE_HOUR -> delimited("uuuu~MM~dd~HH", pattern -> between(from, to, pattern));
            // A file that was closed just after midnight may lie in the folder of the day before, or the other way.
            case DATE_DAY ->
                delimited(
                        "uuuu~MM~dd",
                        pattern -> between(
                                from.minus(1, ChronoUnit.DAYS),
                                to.plus(2, ChronoUnit.DAYS).minusNanos(1),
                                pattern));
            case FLAT -> List.of(between(from, to, "uuuuMMdd'-'HH"));
        };
    }

    private static List<KeyRange> delimited(String pattern, Function<String, KeyRange> range) {
        return DELIMITERS.stream()
                .map(delimiter ->
                        range.apply(pattern.replace("~", "'" + delimiter + "'").replace("''", "") + "'/'"))
                .toList();
    }

    private KeyRange between(Instant from, Instant to, String pattern) {
        DateTimeFormatter path =
                DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
        return new KeyRange(prefix, prefix + path.format(from), prefix + path.format(to));
    }

    /** The hour that a key belongs to; nothing if it is no change file of this layout. */
    Optional<HourPartition> hourOf(String key) {
        String path = key.substring(prefix.length());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.startsWith("_") || name.startsWith(".") || isFullLoad(key)) {
            return Optional.empty(); // folders, markers and side files of other tools
        }
        return switch (layout) {
            case HIVE -> hour(HIVE.matcher(path), 1, 2, 3, 4);
            case DATE_HOUR -> hour(DATE_HOUR.matcher(path), 1, 3, 4, 5);
            case DATE_DAY, FLAT -> fileHour(path);
        };
    }

    static boolean isFullLoad(String key) {
        return FULL_LOAD.matcher(key.substring(key.lastIndexOf('/') + 1)).matches();
    }

    private static Optional<HourPartition> hour(Matcher matcher, int... groups) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int[] parts = Stream.of(groups[0], groups[1], groups[2], groups[3])
                .mapToInt(group -> Integer.parseInt(matcher.group(group)))
                .toArray();
        return partition(parts[0], parts[1], parts[2], parts[3]);
    }

    private static Optional<HourPartition> fileHour(String path) {
        Matcher matcher = FILE_TIME.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int day = Integer.parseInt(matcher.group(1));
        return partition(day / 10_000, day / 100 % 100, day % 100, Integer.parseInt(matcher.group(2)));
    }

    private static Optional<HourPartition> partition(int year, int month, int day, int hour) {
        try {
            return Optional.of(new HourPartition(
                    LocalDateTime.of(year, month, day, hour, 0).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
