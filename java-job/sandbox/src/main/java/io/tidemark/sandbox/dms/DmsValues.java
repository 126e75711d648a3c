package io.tidemark.sandbox.dms;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.sandbox.SandboxException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of a source's value what DMS keeps of it: decimals are rounded to their type, large values cut, infinite times
 * clipped, booleans perhaps texts.
 */
record DmsValues(TaskDefinition task) {

    private static final Logger log = LoggerFactory.getLogger(DmsValues.class);
    private static final LocalDateTime LATEST = LocalDateTime.of(9999, 12, 31, 23, 59, 59);
    private static final LocalDateTime EARLIEST = LocalDate.of(-4712, 1, 1).atStartOfDay();
    private static final int NANOS_OF_MICRO = 1_000;

    /** The SQL expression whose text {@link #ofText} understands. */
    static String expression(SourceColumn column, DmsType type) {
        String name = column.quoted();
        return switch (type.kind()) {
            case INT2, INT4, INT8, REAL4, REAL8, BOOLEAN -> name + "::text";
            case STRING, WSTRING, CLOB, NCLOB ->
                // As the type's own output has it: a cast adds to an inet its mask. But booleans are spelled out.
                column.type().equals("bool")
                        ? name + "::text"
                        : "case when " + name + " is not null then format('%s', " + name + ") end";
            case NUMERIC -> name + "::numeric::text";
            case BLOB -> "encode(" + name + ", 'hex')";
            case TIME -> "(extract(epoch from " + name + ") * 1000000)::bigint::text";
            case DATE -> finite(name, "(" + name + " - date '1970-01-01')::text");
            case DATETIME -> finite(name, "(extract(epoch from " + name + ") * 1000000)::bigint::text");
        };
    }

    private static String finite(String name, String expression) {
        return "case when isfinite(" + name + ") then " + expression + " else " + name + "::text end";
    }

    /** A value as a query gives it. */
    Object ofText(SourceColumn column, DmsType type, String text) {
        return kept(
                column,
                type,
                switch (type.kind()) {
                    case INT2, INT4, INT8 -> Long.valueOf(text);
                    case REAL4 -> Float.valueOf(text);
                    case REAL8 -> Double.valueOf(text);
                    case NUMERIC -> decimal(column, text);
                    case BOOLEAN -> Boolean.valueOf(text);
                    case STRING, WSTRING, CLOB, NCLOB -> text;
                    case BLOB -> HexFormat.of().parseHex(text);
                    case DATE -> LocalDate.ofEpochDay(finite(column, text));
                    case TIME -> LocalTime.ofNanoOfDay(Long.parseLong(text) * NANOS_OF_MICRO);
                    case DATETIME ->
                        text.endsWith("infinity") ? clipped(!text.startsWith("-")) : time(Long.parseLong(text));
                });
    }

    /** A time from microseconds since 1970, in UTC. */
    static LocalDateTime time(long micros) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    /** What DMS keeps of a value that was read. */
    Object kept(SourceColumn column, DmsType type, Object value) {
        return switch (type.kind()) {
            case INT2, INT4, INT8, REAL4, REAL8, BOOLEAN, TIME -> value;
            case DATE -> finite(column, (LocalDate) value);
            case STRING -> value instanceof BigDecimal number ? number.toPlainString() : value.toString();
            case WSTRING -> text(column, type, value.toString());
            case NUMERIC -> rounded(column, type, (BigDecimal) value);
            case CLOB, NCLOB -> cut(column, type, value.toString());
            case BLOB -> cut(column, (byte[]) value);
            case DATETIME -> clipped((LocalDateTime) value);
        };
    }

    private static BigDecimal decimal(SourceColumn column, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw unknown(column, "a numeric that is no number");
        }
    }

    private static long finite(SourceColumn column, String days) {
        if (days.endsWith("infinity")) {
            throw unknown(column, "an infinite date");
        }
        return Long.parseLong(days);
    }

    private static LocalDate finite(SourceColumn column, LocalDate date) {
        if (date.isAfter(LATEST.toLocalDate())) {
            throw unknown(column, "an infinite date");
        }
        return date;
    }

    static SandboxException unknown(SourceColumn column, String what) {
        return new SandboxException("column " + column.name() + " has " + what
                + ": what DMS makes of it is not known; change the value, or leave the column out");
    }

    private static LocalDateTime clipped(boolean future) {
        return future ? LATEST : EARLIEST;
    }

    private static LocalDateTime clipped(LocalDateTime time) {
        if (time.isAfter(LATEST.plusSeconds(1))) {
            return LATEST;
        }
        return time.isBefore(EARLIEST) ? EARLIEST : time;
    }

    private static BigDecimal rounded(SourceColumn column, DmsType type, BigDecimal value) {
        BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision()) {
            throw unknown(column, "a numeric of more than " + type.precision() + " digits");
        }
        return rounded;
    }

    private String text(SourceColumn column, DmsType type, String text) {
        if (column.type().equals("bpchar")) {
            return text.stripTrailing();
        }
        byte[] bytes = text.getBytes(UTF_8);
        int limit = task.source().varcharBytes();
        return type.precision() > 0 || bytes.length <= limit ? text : whole(bytes, limit);
    }

    /** DMS counts two bytes for each UTF-16 unit of an NCLOB, and the bytes of a CLOB. */
    private String cut(SourceColumn column, DmsType type, String text) {
        long limit = task.settings().lobBytes();
        if (type.kind() == DmsType.Kind.CLOB) {
            byte[] bytes = text.getBytes(UTF_8);
            return bytes.length <= limit ? text : whole(bytes, truncated(column, bytes.length));
        }
        long size = (long) text.length() * Character.BYTES;
        if (size <= limit) {
            return text;
        }
        int end = truncated(column, size) / Character.BYTES;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private byte[] cut(SourceColumn column, byte[] bytes) {
        return bytes.length <= task.settings().lobBytes()
                ? bytes
                : Arrays.copyOf(bytes, truncated(column, bytes.length));
    }

    /** The limit, if exceeding it does not stop the task. */
    private int truncated(SourceColumn column, long size) {
        long limit = task.settings().lobBytes();
        if (task.source().failOnTruncation() || task.settings().failOnTruncation()) {
            throw new SandboxException(String.format(
                    Locale.ROOT,
                    "column %s has a value of %d bytes, as DMS counts them; LobMaxSize allows %d, and the task is to stop",
                    column.name(),
                    size,
                    limit));
        }
        log.warn("column={} bytes={} limit={}: truncated", column.name(), size, limit);
        return Math.toIntExact(limit);
    }

    /** The first bytes without half a character at their end. */
    private static String whole(byte[] bytes, int limit) {
        int end = limit;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, UTF_8);
    }
}
