package io.tidemark.sandbox.dms;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.data.Enum;
import io.debezium.data.VariableScaleDecimal;
import io.debezium.time.Date;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.Time;
import io.debezium.time.Timestamp;
import io.debezium.time.ZonedTimestamp;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads columns and values as Debezium's PostgreSQL connector writes them. */
final class ConnectValues {

    /** What Debezium writes for a value that was not logged. */
    static final String NOT_LOGGED = "__tidemark_not_logged";

    private static final String PARAMETER = "__debezium.source.column.";
    private static final int NANOS_OF_MICRO = 1_000;
    private static final int NANOS_OF_MILLI = 1_000_000;
    private static final Pattern NEEDS_QUOTES = Pattern.compile("(?i)null|.*[\\s{},\"\\\\].*|", Pattern.DOTALL);

    private ConnectValues() {}

    /** The column that a field of an event is of. */
    static SourceColumn column(Field field) {
        Schema schema = field.schema();
        Map<String, String> facts = schema.parameters() == null ? Map.of() : schema.parameters();
        String type = Enum.LOGICAL_NAME.equals(schema.name())
                ? "enum"
                : facts.getOrDefault(PARAMETER + "type", "unknown").toLowerCase(Locale.ROOT);
        long length = Long.parseLong(facts.getOrDefault(PARAMETER + "length", "0"));
        int scale = Integer.parseInt(facts.getOrDefault(PARAMETER + "scale", "0"));
        return switch (type) {
            case "numeric" ->
                VariableScaleDecimal.LOGICAL_NAME.equals(schema.name())
                        ? new SourceColumn(field.name(), type, 0, 0)
                        : new SourceColumn(field.name(), type, (int) length, scale);
            case "varchar", "bpchar" ->
                new SourceColumn(field.name(), type, length == Integer.MAX_VALUE ? 0 : (int) length, 0);
            default -> new SourceColumn(field.name(), type, 0, 0);
        };
    }

    /** The value, as {@link DmsValues#kept} takes it; null also for one that was not logged. */
    static @Nullable Object value(SourceColumn column, Schema schema, @Nullable Object value) {
        if (value == null || isNotLogged(value)) {
            return null;
        }
        String name = schema.name() == null ? "" : schema.name();
        return switch (name) {
            case Date.SCHEMA_NAME -> LocalDate.ofEpochDay((Integer) value);
            case Time.SCHEMA_NAME -> LocalTime.ofNanoOfDay((long) (Integer) value * NANOS_OF_MILLI);
            case MicroTime.SCHEMA_NAME -> LocalTime.ofNanoOfDay((Long) value * NANOS_OF_MICRO);
            case Timestamp.SCHEMA_NAME -> DmsValues.time(Math.multiplyExact((Long) value, (long) NANOS_OF_MICRO));
            case MicroTimestamp.SCHEMA_NAME -> DmsValues.time((Long) value);
            case ZonedTimestamp.SCHEMA_NAME -> utc((String) value);
            case VariableScaleDecimal.LOGICAL_NAME -> number(column, (Struct) value);
            default -> plain(column, value);
        };
    }

    private static Object plain(SourceColumn column, Object value) {
        if (value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(ConnectValues::element).collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Struct) {
            throw DmsValues.unknown(column, "a value of more than one part");
        }
        return value;
    }

    /** An element as PostgreSQL writes it in an array. */
    private static String element(@Nullable Object element) {
        if (element == null) {
            return "NULL";
        }
        if (element instanceof Boolean flag) {
            return flag ? "t" : "f";
        }
        String text = element instanceof BigDecimal number ? number.toPlainString() : element.toString();
        return NEEDS_QUOTES.matcher(text).matches()
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : text;
    }

    private static BigDecimal number(SourceColumn column, Struct value) {
        return VariableScaleDecimal.toLogical(value)
                .getDecimalValue()
                .orElseThrow(() -> DmsValues.unknown(column, "a numeric that is no number"));
    }

    /** Infinite times are far from any year that DMS can write. */
    private static LocalDateTime utc(String text) {
        if (text.equals("infinity") || text.equals("-infinity")) {
            return text.startsWith("-") ? LocalDateTime.MIN : LocalDateTime.MAX;
        }
        return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
    }

    private static boolean isNotLogged(Object value) {
        if (value instanceof ByteBuffer buffer) {
            return buffer.equals(ByteBuffer.wrap(NOT_LOGGED.getBytes(UTF_8)));
        }
        return value.equals(NOT_LOGGED)
                || value.equals(List.of(NOT_LOGGED))
                || (value instanceof List<?> elements && isPlaceholder(elements));
    }

    /** Of whole numbers the placeholder has its bytes. */
    private static boolean isPlaceholder(List<?> elements) {
        if (elements.size() != NOT_LOGGED.length()) {
            return false;
        }
        for (int index = 0; index < elements.size(); index++) {
            if (!(elements.get(index) instanceof Number number) || number.longValue() != NOT_LOGGED.charAt(index)) {
                return false;
            }
        }
        return true;
    }
}
