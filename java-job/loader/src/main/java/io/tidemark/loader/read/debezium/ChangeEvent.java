package io.tidemark.loader.read.debezium;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as Debezium means it, whatever it was written in. Values are {@code Long}, {@code Double}, {@code Float},
 * {@code Boolean}, {@code String}, {@code byte[]}, {@code BigDecimal}, {@code List} or {@code Map}, or null.
 */
record ChangeEvent(
        String operation, @Nullable Row before, @Nullable Row after, Map<String, @Nullable Object> source) {

    /** The state of a row, with the type of each column. */
    record Row(ConnectType type, Map<String, @Nullable Object> values) {

        boolean has(String column) {
            return values.containsKey(column);
        }

        @Nullable
        Object value(String column) {
            return values.get(column);
        }
    }
}
