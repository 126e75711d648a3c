package io.tidemark.loader.read.debezium;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of a field as Kafka Connect knows it: what it is written as, and, by name, what it means.
 *
 * @param semantic the schema's name, such as {@code io.debezium.time.MicroTimestamp}; null if the value means itself
 * @param parameters of the semantic type, such as {@code scale}
 * @param items type of the elements of an array, and of the values of a map
 * @param fields of a struct, in their order; only those
 */
record ConnectType(
        Kind kind,
        @Nullable String semantic,
        Map<String, String> parameters,
        @Nullable ConnectType items,
        Map<String, ConnectType> fields) {

    /** How a value is written. {@link #UNDECLARED}: as JSON without a schema does. */
    enum Kind {
        INT16,
        INT32,
        INT64,
        FLOAT32,
        FLOAT64,
        BOOLEAN,
        STRING,
        BYTES,
        ARRAY,
        MAP,
        STRUCT,
        UNDECLARED
    }

    static final ConnectType UNDECLARED = of(Kind.UNDECLARED);

    ConnectType {
        parameters = Map.copyOf(parameters);
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static ConnectType of(Kind kind) {
        return new ConnectType(kind, null, Map.of(), null, Map.of());
    }

    static ConnectType named(Kind kind, @Nullable String semantic, Map<String, String> parameters) {
        return new ConnectType(kind, semantic, parameters, null, Map.of());
    }

    /** The type of a struct's field; undeclared if it is not declared. */
    ConnectType field(String name) {
        return fields.getOrDefault(name, UNDECLARED);
    }

    ConnectType itemsOrUndeclared() {
        return items == null ? UNDECLARED : items;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** For messages. */
    @Override
    public String toString() {
        return semantic == null ? kind.name() : kind + " " + semantic;
    }
}
