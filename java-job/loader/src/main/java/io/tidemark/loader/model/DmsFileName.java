package io.tidemark.loader.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the last segment of a key says, as DMS names its objects (AWS DMS User Guide, "Using Amazon S3 as a target").
 * Compressed text ends in {@code .gz} after its own extension.
 */
public final class DmsFileName {

    private static final String EXTENSION = "\\.[A-Za-z0-9]+(?:\\.gz)?";

    /** Numbered in upper-case hexadecimal; the segments of a parallel load are numbered each for itself. */
    private static final Pattern FULL_LOAD = Pattern.compile("(?:SEGMENT\\d+_)?LOAD[0-9A-F]{8}" + EXTENSION);

    /** Nine digits after the dash, in one example of the guide ten. */
    private static final Pattern CHANGES = Pattern.compile("(\\d{8}-\\d{9})\\d?" + EXTENSION);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmssSSS", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private DmsFileName() {}

    /** Whether it is a file of a full load: {@code LOAD0000000A.parquet}, {@code SEGMENT1_LOAD00000001.csv.gz}. */
    public static boolean isFullLoad(String baseName) {
        return FULL_LOAD.matcher(baseName).matches();
    }

    /** The time in UTC at which DMS closed a change file; nothing for other names. */
    public static Optional<Instant> closedAt(String baseName) {
        Matcher matcher = CHANGES.matcher(baseName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
