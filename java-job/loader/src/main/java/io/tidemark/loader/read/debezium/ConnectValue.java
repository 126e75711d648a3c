package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ValueRefusedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a value as its schema declares it; each method refuses a value that is something else. */
final class ConnectValue {

    private ConnectValue() {}

    static long int64(@Nullable Object value) {
        if (value instanceof Long integer) {
            return integer;
        }
        throw unexpected();
    }

    /** The same, where the schema promises less. */
    static int int32(@Nullable Object value) {
        long number = int64(value);
        if (number != (int) number) {
            throw unexpected();
        }
        return (int) number;
    }

    static double float64(@Nullable Object value) {
        if (value instanceof Double number) {
            return number;
        }
        throw unexpected();
    }

    static byte[] bytes(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw unexpected();
    }

    /** {@code unscaled / 10^scale}, from two's complement, big-endian. */
    static BigDecimal decimal(@Nullable Object unscaled, int scale) {
        byte[] bytes = bytes(unscaled);
        if (bytes.length == 0) {
            throw unexpected();
        }
        return new BigDecimal(new BigInteger(bytes), scale);
    }

    static String string(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw unexpected();
    }

    static Map<?, ?> struct(@Nullable Object value) {
        if (value instanceof Map<?, ?> struct) {
            return struct;
        }
        throw unexpected();
    }

    private static ValueRefusedException unexpected() {
        return new ValueRefusedException("a value that is not what its schema declares");
    }
}
