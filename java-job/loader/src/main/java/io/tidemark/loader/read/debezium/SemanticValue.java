package io.tidemark.loader.read.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.Microseconds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Hands a value over as what its type means, exactly or not at all. */
final class SemanticValue {

    /** What pgjdbc, and so Debezium, puts for infinity; finer units are made of it. */
    private static final long INFINITY_MICROS = 9_223_372_036_825_200_000L;

    private static final long MINUS_INFINITY_MICROS = -9_223_372_036_832_400_000L;
    private static final long INFINITY_MILLIS = INFINITY_MICROS / 1000;
    private static final long MINUS_INFINITY_MILLIS = MINUS_INFINITY_MICROS / 1000;

    /** -5877611-06-21 and the day after it, which is what Debezium makes of infinite dates. */
    private static final int INFINITE_DATE = -2_147_472_692;

    private static final int MINUS_INFINITE_DATE = INFINITE_DATE + 1;

    /** As many places as PostgreSQL's numeric could have; more digits than that are no number but an attack. */
    private static final int MOST_PLACES = 150_000;

    /** How a value of a semantic type is handed over; the others are refused. */
    @FunctionalInterface
    private interface Push {
        void push(ConnectType type, Object value, ValueSink sink);
    }

    private static final Push DATE = (type, value, sink) -> pushDate(ConnectValue.int32(value), sink);
    private static final Push MILLIS_OF_DAY =
            (type, value, sink) -> sink.ofTime(Microseconds.ofMillis(ConnectValue.int64(value)));
    private static final Push MILLIS = (type, value, sink) -> pushMillis(ConnectValue.int64(value), sink);
    private static final Push TEXT = (type, value, sink) -> text(ConnectValue.string(value), sink);
    private static final Push SHAPE = (type, value, sink) -> pushGeometry(value, sink);
    private static final Push DURATION = (type, value, sink) -> {
        throw new ValueRefusedException(
                "an interval as a number, in which months and days are an average; expected text:"
                        + " set interval.handling.mode = string in the connector");
    };

    private static final Map<String, Push> PUSHES = Map.ofEntries(
            Map.entry("io.debezium.time.Date", DATE),
            Map.entry("io.debezium.time.Time", MILLIS_OF_DAY),
            Map.entry("io.debezium.time.MicroTime", (type, value, sink) -> sink.ofTime(ConnectValue.int64(value))),
            Map.entry(
                    "io.debezium.time.NanoTime",
                    (type, value, sink) -> sink.ofTime(Microseconds.ofNanos(ConnectValue.int64(value)))),
            Map.entry("io.debezium.time.Timestamp", MILLIS),
            Map.entry(
                    "io.debezium.time.MicroTimestamp",
                    (type, value, sink) -> pushMicros(ConnectValue.int64(value), sink)),
            Map.entry(
                    "io.debezium.time.NanoTimestamp",
                    (type, value, sink) -> pushNanos(ConnectValue.int64(value), sink)),
            Map.entry("io.debezium.time.ZonedTimestamp", TEXT),
            Map.entry("io.debezium.time.ZonedTime", TEXT),
            Map.entry("io.debezium.time.Interval", TEXT),
            Map.entry("io.debezium.time.MicroDuration", DURATION),
            Map.entry("io.debezium.time.NanoDuration", DURATION),
            Map.entry("io.debezium.data.Json", TEXT),
            Map.entry("io.debezium.data.Uuid", TEXT),
            Map.entry("io.debezium.data.Xml", TEXT),
            Map.entry("io.debezium.data.Enum", TEXT),
            Map.entry("io.debezium.data.Ltree", TEXT),
            Map.entry("io.debezium.data.Tsvector", TEXT),
            Map.entry("io.debezium.data.VariableScaleDecimal", (type, value, sink) -> pushVariableScale(value, sink)),
            Map.entry("io.debezium.data.Bits", (type, value, sink) -> {
                throw new ValueRefusedException(
                        "bits without their leading zeros, which a bit varying may have; convert"
                                + " the column to text at the source, or leave it out");
            }),
            Map.entry("io.debezium.data.geometry.Point", (type, value, sink) -> pushPoint(value, sink)),
            Map.entry("io.debezium.data.geometry.Geometry", SHAPE),
            Map.entry("io.debezium.data.geometry.Geography", SHAPE),
            Map.entry("org.apache.kafka.connect.data.Date", DATE),
            Map.entry("org.apache.kafka.connect.data.Time", MILLIS_OF_DAY),
            Map.entry("org.apache.kafka.connect.data.Timestamp", MILLIS),
            Map.entry("org.apache.kafka.connect.data.Decimal", SemanticValue::pushDecimal));

    private SemanticValue() {}

    /** Hands over a value that is not null. */
    static void push(ConnectType type, Object value, ValueSink sink) {
        String semantic = type.semantic();
        if (semantic == null) {
            pushPlain(type, value, sink);
            return;
        }
        Push push = PUSHES.get(semantic);
        if (push == null) {
            throw new ValueRefusedException("a value of a semantic type that is not known: " + type
                    + "; leave the column out in the connector (column.exclude.list)");
        }
        push.push(type, value, sink);
    }

    private static void pushPlain(ConnectType type, Object value, ValueSink sink) {
        if (value instanceof Long integer) {
            sink.ofInteger(integer);
        } else if (value instanceof Float number) {
            sink.ofFloat(number);
        } else if (value instanceof Double number) {
            sink.ofDouble(number);
        } else if (value instanceof BigDecimal number) {
            push(number, sink);
        } else if (value instanceof Boolean truth) {
            sink.ofBoolean(truth);
        } else if (value instanceof byte[] bytes) {
            sink.ofBytes(ByteBuffer.wrap(bytes));
        } else if (value instanceof List<?> list) {
            text(ComposedText.array(list, type.itemsOrUndeclared()), sink);
        } else if (value instanceof Map<?, ?> map) {
            if (type.kind() != ConnectType.Kind.MAP) {
                throw new ValueRefusedException("a structure whose meaning is not declared; expected a single value");
            }
            text(ComposedText.hstore(map), sink);
        } else {
            text(value.toString(), sink);
        }
    }

    private static void push(BigDecimal number, ValueSink sink) {
        if (Math.abs((long) number.scale()) > MOST_PLACES) {
            throw new ValueRefusedException("a number with " + Math.abs((long) number.scale()) + " places");
        }
        sink.ofDecimal(number.unscaledValue(), number.scale());
    }

    static void text(String text, ValueSink sink) {
        sink.ofText(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static void pushDate(int days, ValueSink sink) {
        if (days == INFINITE_DATE || days == MINUS_INFINITE_DATE) {
            text(days == INFINITE_DATE ? "infinity" : "-infinity", sink);
        } else {
            sink.ofDate(days);
        }
    }

    private static void pushMillis(long millis, ValueSink sink) {
        if (millis == INFINITY_MILLIS || millis == MINUS_INFINITY_MILLIS) {
            pushInfinity(millis > 0, sink);
        } else {
            sink.ofTimestamp(Microseconds.ofMillis(millis));
        }
    }

    private static void pushMicros(long micros, ValueSink sink) {
        if (micros == INFINITY_MICROS || micros == MINUS_INFINITY_MICROS) {
            pushInfinity(micros > 0, sink);
        } else {
            sink.ofTimestamp(micros);
        }
    }

    private static void pushNanos(long nanos, ValueSink sink) {
        if (nanos == Long.MAX_VALUE || nanos == Long.MIN_VALUE) {
            pushInfinity(nanos > 0, sink);
        } else {
            sink.ofTimestamp(Microseconds.ofNanos(nanos));
        }
    }

    private static void pushInfinity(boolean positive, ValueSink sink) {
        text(positive ? "infinity" : "-infinity", sink);
    }

    private static void pushDecimal(ConnectType type, Object value, ValueSink sink) {
        if (value instanceof BigDecimal number) {
            push(number, sink);
            return;
        }
        push(ConnectValue.decimal(value, scale(type)), sink);
    }

    private static void pushVariableScale(Object value, ValueSink sink) {
        Map<?, ?> struct = ConnectValue.struct(value);
        push(ConnectValue.decimal(struct.get("value"), ConnectValue.int32(struct.get("scale"))), sink);
    }

    private static int scale(ConnectType type) {
        try {
            return Integer.parseInt(type.parameter("scale").orElse(""));
        } catch (NumberFormatException e) {
            throw new ValueRefusedException("a decimal whose schema has no scale");
        }
    }

    private static void pushPoint(Object value, ValueSink sink) {
        Map<?, ?> struct = ConnectValue.struct(value);
        double x = ConnectValue.float64(struct.get("x"));
        double y = ConnectValue.float64(struct.get("y"));
        text("(" + x + "," + y + ")", sink);
    }

    /** As PostGIS reads it: the binary form, which may name its reference system already, in hexadecimal. */
    private static void pushGeometry(Object value, ValueSink sink) {
        Map<?, ?> struct = ConnectValue.struct(value);
        String system = struct.get("srid") == null ? "" : "SRID=" + struct.get("srid") + ";";
        text(system + HexFormat.of().withUpperCase().formatHex(ConnectValue.bytes(struct.get("wkb"))), sink);
    }
}
