package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.read.debezium.ConnectType.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types as {@code source.debezium.types} declares them, for JSON without a schema: there a number may be milliseconds or
 * microseconds, and a text may be itself or base64, which nothing in the object tells.
 */
final class DeclaredType {

    private static final Pattern WRITTEN =
            Pattern.compile("(?<array>array of )?(?<name>[A-Za-z0-9.]+)(?:\\((?<scale>\\d{1,5})\\))?");

    private DeclaredType() {}

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
        return switch (name) {
            case "int16" -> ConnectType.of(Kind.INT16);
            case "int32" -> ConnectType.of(Kind.INT32);
            case "int64" -> ConnectType.of(Kind.INT64);
            case "float" -> ConnectType.of(Kind.FLOAT32);
            case "double" -> ConnectType.of(Kind.FLOAT64);
            case "boolean" -> ConnectType.of(Kind.BOOLEAN);
            case "string" -> ConnectType.of(Kind.STRING);
            case "bytes" -> ConnectType.of(Kind.BYTES);
            case "map" -> new ConnectType(Kind.MAP, null, Map.of(), ConnectType.of(Kind.STRING), Map.of());
            case "io.debezium.time.Date",
                    "io.debezium.time.Time",
                    "org.apache.kafka.connect.data.Date",
                    "org.apache.kafka.connect.data.Time" -> ConnectType.named(Kind.INT32, name, Map.of());
            case "io.debezium.time.MicroTime",
                    "io.debezium.time.NanoTime",
                    "io.debezium.time.Timestamp",
                    "io.debezium.time.MicroTimestamp",
                    "io.debezium.time.NanoTimestamp",
                    "org.apache.kafka.connect.data.Timestamp" -> ConnectType.named(Kind.INT64, name, Map.of());
            case "io.debezium.time.ZonedTimestamp", "io.debezium.time.ZonedTime", "io.debezium.time.Interval" ->
                ConnectType.named(Kind.STRING, name, Map.of());
            case "io.debezium.data.VariableScaleDecimal" ->
                struct(name, Map.of("scale", ConnectType.of(Kind.INT32), "value", ConnectType.of(Kind.BYTES)));
            case "io.debezium.data.geometry.Point" ->
                struct(name, Map.of("x", ConnectType.of(Kind.FLOAT64), "y", ConnectType.of(Kind.FLOAT64)));
            default -> throw unknown(column, written);
        };
    }

    private static ConnectType struct(String name, Map<String, ConnectType> fields) {
        return new ConnectType(Kind.STRUCT, name, Map.of(), null, fields);
    }

    private static ConfigurationException unknown(String column, String written) {
        return new ConfigurationException(
                "source.debezium.types declares column \"" + column + "\" as " + written
                        + "; expected string, bytes, int16, int32, int64, float, double, boolean, map, a semantic type such as"
                        + " io.debezium.time.MicroTimestamp or org.apache.kafka.connect.data.Decimal(2), or array of one of them");
    }
}
