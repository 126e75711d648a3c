package io.tidemark.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Turns a Java value into what Avro's generic writer wants for a column: exactly, or not at all. */
final class AvroValue {

    private static final Conversions.DecimalConversion DECIMALS = new Conversions.DecimalConversion();

    private AvroValue() {}

    static Object of(Schema.Field column, Object value) {
        Schema type = DmsSchemas.valueType(column.schema());
        try {
            return encode(type, value);
        } catch (ArithmeticException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "column " + column.name() + " of type " + type + " cannot hold a "
                            + value.getClass().getSimpleName() + " of value " + value,
                    e);
        }
    }

    private static Object encode(Schema type, Object value) {
        return switch (type.getType()) {
            case STRING -> value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
            case BOOLEAN -> (Boolean) value;
            case INT -> Math.toIntExact(whole(type, value));
            case LONG -> whole(type, value);
            case FLOAT -> (Float) value;
            case DOUBLE -> ((Number) value).doubleValue();
            case FIXED -> DECIMALS.toFixed(scaled(type, value), type, type.getLogicalType());
            case BYTES ->
                value instanceof byte[] bytes
                        ? ByteBuffer.wrap(bytes)
                        : DECIMALS.toBytes(scaled(type, value), type, type.getLogicalType());
            case RECORD, ENUM, ARRAY, MAP, UNION, NULL ->
                throw new IllegalArgumentException("DMS writes no column of type " + type);
        };
    }

    private static BigDecimal scaled(Schema type, Object value) {
        if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return ((BigDecimal) value).setScale(decimal.getScale(), RoundingMode.UNNECESSARY);
        }
        throw new IllegalArgumentException("not a decimal column: " + type);
    }

    private static long whole(Schema type, Object value) {
        if (value instanceof LocalDate date) {
            return date.toEpochDay();
        }
        if (value instanceof LocalTime time) {
            return type.getLogicalType() instanceof LogicalTypes.TimeMillis
                    ? exact(time.toNanoOfDay(), 1_000_000)
                    : exact(time.toNanoOfDay(), 1_000);
        }
        if (value instanceof LocalDateTime time) {
            return sinceEpoch(type.getLogicalType(), time.toInstant(ZoneOffset.UTC));
        }
        return value instanceof Instant instant
                ? sinceEpoch(type.getLogicalType(), instant)
                : ((Number) value).longValue();
    }

    private static long sinceEpoch(LogicalType type, Instant instant) {
        int perSecond = type instanceof LogicalTypes.TimestampMillis ? 1_000 : 1_000_000;
        // Not ChronoUnit.between: it counts in nanoseconds, which overflow in the year 2262.
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), (long) perSecond),
                exact(instant.getNano(), 1_000_000_000 / perSecond));
    }

    private static long exact(long nanos, long nanosPerUnit) {
        if (nanos % nanosPerUnit != 0) {
            throw new ArithmeticException("finer than the column's unit");
        }
        return nanos / nanosPerUnit;
    }
}
