package io.tidemark.loader.read.debezium;

/** Names the PostgreSQL type that holds every value of a Kafka Connect type. */
final class SqlTypes {

    private SqlTypes() {}

    static String of(ConnectType type) {
        String semantic = type.semantic();
        if (semantic == null) {
            return plain(type);
        }
        return switch (semantic) {
            case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> "date";
            case "io.debezium.time.Time",
                    "io.debezium.time.MicroTime",
                    "io.debezium.time.NanoTime",
                    "org.apache.kafka.connect.data.Time" -> "time";
            case "io.debezium.time.Timestamp",
                    "io.debezium.time.MicroTimestamp",
                    "io.debezium.time.NanoTimestamp",
                    "org.apache.kafka.connect.data.Timestamp" -> "timestamp";
            case "io.debezium.time.ZonedTimestamp" -> "timestamptz";
            case "io.debezium.time.ZonedTime" -> "timetz";
            case "io.debezium.time.Interval" -> "interval";
            case "io.debezium.data.Json" -> "json";
            case "io.debezium.data.Uuid" -> "uuid";
            case "io.debezium.data.Xml" -> "xml";
            case "io.debezium.data.VariableScaleDecimal" -> "numeric";
            case "io.debezium.data.geometry.Point" -> "point";
            case "org.apache.kafka.connect.data.Decimal" -> decimal(type);
            default -> "text";
        };
    }

    private static String plain(ConnectType type) {
        return switch (type.kind()) {
            case INT16 -> "smallint";
            case INT32 -> "integer";
            case INT64 -> "bigint";
            case FLOAT32 -> "real";
            case FLOAT64 -> "double precision";
            case BOOLEAN -> "boolean";
            case BYTES -> "bytea";
            case ARRAY -> of(type.itemsOrUndeclared()) + "[]";
            case STRING, MAP, STRUCT, UNDECLARED -> "text";
        };
    }

    private static String decimal(ConnectType type) {
        return type.parameter("connect.decimal.precision")
                .flatMap(precision -> type.parameter("scale").map(scale -> "numeric(" + precision + "," + scale + ")"))
                .orElse("numeric");
    }
}
