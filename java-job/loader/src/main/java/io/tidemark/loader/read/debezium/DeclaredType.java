package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.read.debezium.ConnectType.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Types as {@code source.debezium.types} declares them, for JSON without a schema: there a number may be milliseconds or
 * microseconds, and a text may be itself or base64, which nothing in the object tells.
 */
final class DeclaredType {

    private static final Pattern WRITTEN =
            Pattern.compile("(?<array>array of )?(?<name>[A-Za-z0-9.]+)(?:\\((?<scale>\\d{1,5})\\))?");

    private static final Map<String, ConnectType> KNOWN = Stream.of(
                    Stream.of(
                            plain("int16", Kind.INT16),
                            plain("int32", Kind.INT32),
                            plain("int64", Kind.INT64),
                            plain("float", Kind.FLOAT32),
                            plain("double", Kind.FLOAT64),
                            plain("boolean", Kind.BOOLEAN),
                            plain("string", Kind.STRING),
                            plain("bytes", Kind.BYTES),
                            Map.entry(
                                    "map",
                                    new ConnectType(Kind.MAP, null, Map.of(), ConnectType.of(Kind.STRING), Map.of())),
                            struct(
                                    "io.debezium.data.VariableScaleDecimal",
                                    Map.of("scale", ConnectType.of(Kind.INT32), "value", ConnectType.of(Kind.BYTES))),
                            struct(
                                    "io.debezium.data.geometry.Point",
                                    Map.of("x", ConnectType.of(Kind.FLOAT64), "y", ConnectType.of(Kind.FLOAT64)))),
                    semantic(Kind.INT32, "io.debezium.time.Date", "io.debezium.time.Time"),
                    semantic(Kind.INT32, "org.apache.kafka.connect.data.Date", "org.apache.kafka.connect.data.Time"),
                    semantic(Kind.INT64, "io.debezium.time.MicroTime", "io.debezium.time.NanoTime"),
                    semantic(Kind.INT64, "io.debezium.time.Timestamp", "io.debezium.time.MicroTimestamp"),
                    semantic(Kind.INT64, "io.debezium.time.NanoTimestamp", "org.apache.kafka.connect.data.Timestamp"),
                    semantic(Kind.STRING, "io.debezium.time.ZonedTimestamp", "io.debezium.time.ZonedTime"),
                    semantic(Kind.STRING, "io.debezium.time.Interval"))
            .flatMap(entries -> entries)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private DeclaredType() {}

    private static Map.Entry<String, ConnectType> plain(String name, Kind kind) {
        return Map.entry(name, ConnectType.of(kind));
    }

    private static Stream<Map.Entry<String, ConnectType>> semantic(Kind kind, String... names) {
        return Stream.of(names).map(name -> Map.entry(name, ConnectType.named(kind, name, Map.of())));
    }

    /** A struct with the declared types of its fields. */
    static ConnectType row(Map<String, String> declared) {
        Map<String, ConnectType> fields = new LinkedHashMap<>();
        declared.forEach((column, type) -> fields.put(column, of(column, type)));
        return new ConnectType(Kind.STRUCT, null, Map.of(), null, fields);
    }

    private static ConnectType of(String column, String written) {
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw unknown(column, written);
        }
        ConnectType type = single(column, written, matcher);
        return matcher.group("array") == null ? type : new ConnectType(Kind.ARRAY, null, Map.of(), type, Map.of());
    }

    private static ConnectType single(String column, String written, Matcher matcher) {
        String name = matcher.group("name");
        String scale = matcher.group("scale");
        if (name.equals("org.apache.kafka.connect.data.Decimal") && scale != null) {
            return ConnectType.named(Kind.BYTES, name, Map.of("scale", scale));
        }
        if (scale != null) {
            throw unknown(column, written);
        }
        ConnectType known = KNOWN.get(name);
        if (known == null) {
            throw unknown(column, written);
        }
        return known;
    }

    private static Map.Entry<String, ConnectType> struct(String name, Map<String, ConnectType> fields) {
        return Map.entry(name, new ConnectType(Kind.STRUCT, name, Map.of(), null, fields));
    }

    private static ConfigurationException unknown(String column, String written) {
        return new ConfigurationException(
                "source.debezium.types declares column \"" + column + "\" as " + written
                        + "; expected string, bytes, int16, int32, int64, float, double, boolean, map, a semantic type such as"
                        + " io.debezium.time.MicroTimestamp or org.apache.kafka.connect.data.Decimal(2), or array of one of them");
    }
}
