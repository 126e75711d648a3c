package io.tidemark.loader.discover;

import io.tidemark.loader.discover.ObjectStore.KeyRange;
import io.tidemark.loader.model.DmsFileName;
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

    private static final Pattern DATE_DAY = Pattern.compile("\\d{4}([/_-]?)\\d\\d\\1\\d\\d/.+");

    /** What a folder of changes begins with in any layout; no segment of a full load is taken for one. */
    private static final Pattern DATE_FOLDER = Pattern.compile("year=.*|\\d{4}(?:[_-]?\\d\\d)*");

    private final String prefix;
    private final String loadFilesPrefix;
    private final Pipeline.Layout layout;

    PartitionLayout(Pipeline.Source source) {
        this.prefix = source.prefix();
        this.loadFilesPrefix = source.loadFilesPrefix();
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
        if (name.isEmpty() || name.startsWith("_") || name.startsWith(".") || DmsFileName.isFullLoad(name)) {
            return Optional.empty(); // folders, markers and side files of other tools
        }
        return switch (layout) {
            case HIVE -> hour(HIVE.matcher(path), 1, 2, 3, 4);
            case DATE_HOUR -> hour(DATE_HOUR.matcher(path), 1, 3, 4, 5);
            case DATE_DAY -> DATE_DAY.matcher(path).matches() ? closingHour(name) : Optional.empty();
            case FLAT -> path.equals(name) ? closingHour(name) : Optional.empty();
        };
    }

    /** Whether a key is a LOAD file of this table; one below a folder of changes, or deeper, is somebody else's. */
    boolean isLoadFile(String key) {
        int name = key.lastIndexOf('/') + 1;
        return DmsFileName.isFullLoad(key.substring(name)) && isLoadFolder(key.substring(0, name));
    }

    /** Whether LOAD files may lie in a folder: the one of the table, or one in it that is named for a segment. */
    boolean isLoadFolder(String folder) {
        if (!folder.startsWith(loadFilesPrefix)) {
            return false;
        }
        String path = folder.substring(loadFilesPrefix.length());
        String segment = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return !segment.contains("/") && !DATE_FOLDER.matcher(segment).matches();
    }

    private static Optional<HourPartition> closingHour(String name) {
        return DmsFileName.closedAt(name).map(HourPartition::containing);
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

    private static Optional<HourPartition> partition(int year, int month, int day, int hour) {
        try {
            return Optional.of(new HourPartition(
                    LocalDateTime.of(year, month, day, hour, 0).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
