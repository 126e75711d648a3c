package io.tidemark.sandbox;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.JulianFields;
import java.util.Arrays;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** Encodes a Java value for a primitive Parquet column, exactly or not at all. */
final class ParquetValue {

    private static final int INT96_BYTES = 12;
    private static final int UUID_BYTES = 16;

    private ParquetValue() {}

    static void write(RecordConsumer target, PrimitiveType column, Object value) {
        switch (column.getPrimitiveTypeName()) {
            case BOOLEAN -> target.addBoolean((Boolean) value);
            case INT32 -> target.addInteger(Math.toIntExact(integer(column, value)));
            case INT64 -> target.addLong(integer(column, value));
            case FLOAT -> target.addFloat((Float) value);
            case DOUBLE -> target.addDouble(((Number) value).doubleValue());
            case INT96 -> target.addBinary(int96(column, value));
            case BINARY -> target.addBinary(binary(column, value));
            case FIXED_LEN_BYTE_ARRAY -> target.addBinary(fixed(column, value));
        }
    }

    private static long integer(PrimitiveType column, Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigDecimal decimal) {
            return unscaled(column, decimal).longValueExact();
        }
        if (value instanceof LocalDate date) {
            return date.toEpochDay();
        }
        if (value instanceof LocalTime time) {
            return inUnit(column, 0, time.toNanoOfDay());
        }
        Instant instant = instant(value);
        if (instant != null) {
            return inUnit(column, instant.getEpochSecond(), instant.getNano());
        }
        throw refusal(column, value);
    }

    private static long inUnit(PrimitiveType column, long seconds, long nanos) {
        LogicalTypeAnnotation annotation = column.getLogicalTypeAnnotation();
        LogicalTypeAnnotation.TimeUnit unit;
        if (annotation instanceof TimestampLogicalTypeAnnotation timestamp) {
            unit = timestamp.getUnit();
        } else if (annotation instanceof TimeLogicalTypeAnnotation time) {
            unit = time.getUnit();
        } else {
            throw new IllegalArgumentException(
                    "column needs a TIME or TIMESTAMP annotation to say the unit: " + column);
        }
        int perSecond = switch (unit) {
            case MILLIS -> 1_000;
            case MICROS -> 1_000_000;
            case NANOS -> 1_000_000_000;
        };
        int nanosPerUnit = 1_000_000_000 / perSecond;
        if (nanos % nanosPerUnit != 0) {
            throw new IllegalArgumentException("value is finer than " + unit + " of column " + column);
        }
        return Math.addExact(Math.multiplyExact(seconds, (long) perSecond), nanos / nanosPerUnit);
    }

    private static Binary int96(PrimitiveType column, Object value) {
        Instant instant = instant(value);
        if (instant == null) {
            return fixedBytes(column, value, INT96_BYTES);
        }
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        ByteBuffer buffer = ByteBuffer.allocate(INT96_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(time.toLocalTime().toNanoOfDay())
                .putInt(Math.toIntExact(time.getLong(JulianFields.JULIAN_DAY)));
        return Binary.fromConstantByteArray(buffer.array());
    }

    private static Binary binary(PrimitiveType column, Object value) {
        if (value instanceof byte[] bytes) {
            return Binary.fromConstantByteArray(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return Binary.fromConstantByteArray(unscaled(column, decimal).toByteArray());
        }
        if (value instanceof String || value instanceof UUID) {
            return Binary.fromString(value.toString());
        }
        throw refusal(column, value);
    }

    private static Binary fixed(PrimitiveType column, Object value) {
        if (value instanceof BigDecimal decimal) {
            return Binary.fromConstantByteArray(padded(column, unscaled(column, decimal)));
        }
        if (value instanceof UUID uuid && column.getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation) {
            return Binary.fromConstantByteArray(ByteBuffer.allocate(UUID_BYTES)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array());
        }
        return fixedBytes(column, value, column.getTypeLength());
    }

    private static Binary fixedBytes(PrimitiveType column, Object value, int length) {
        if (value instanceof byte[] bytes && bytes.length == length) {
            return Binary.fromConstantByteArray(bytes);
        }
        throw refusal(column, value);
    }

    private static byte[] padded(PrimitiveType column, BigInteger unscaled) {
        byte[] significant = unscaled.toByteArray();
        int length = column.getTypeLength();
        if (significant.length > length) {
            throw refusal(column, unscaled);
        }
        byte[] padded = new byte[length];
        Arrays.fill(padded, (byte) (unscaled.signum() < 0 ? -1 : 0));
        System.arraycopy(significant, 0, padded, length - significant.length, significant.length);
        return padded;
    }

    private static BigInteger unscaled(PrimitiveType column, BigDecimal value) {
        if (column.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
            return value.setScale(decimal.getScale(), RoundingMode.UNNECESSARY).unscaledValue();
        }
        throw refusal(column, value);
    }

    private static @Nullable Instant instant(Object value) {
        if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC);
        }
        return value instanceof Instant instant ? instant : null;
    }

    private static IllegalArgumentException refusal(PrimitiveType column, Object value) {
        return new IllegalArgumentException(
                "column " + column + " cannot hold a " + value.getClass().getSimpleName() + " of value " + value);
    }
}
