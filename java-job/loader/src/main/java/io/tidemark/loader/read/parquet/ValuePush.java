package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.Microseconds;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * How a value leaves a page: chosen once for a column by its physical type and annotation, then called for
 * each value. Whether a time stamp is marked as UTC makes no difference: DMS marks all of them, also those of
 * {@code timestamp} columns, and what it writes is the wall clock in UTC.
 */
@FunctionalInterface
interface ValuePush {

    long JULIAN_DAY_OF_EPOCH = 2_440_588;

    void push(PageValues value, ValueSink sink);

    static ValuePush of(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> (value, sink) -> sink.ofBoolean(value.number() != 0);
            case FLOAT -> (value, sink) -> sink.ofFloat(Float.intBitsToFloat((int) value.number()));
            case DOUBLE -> (value, sink) -> sink.ofDouble(Double.longBitsToDouble(value.number()));
            case INT32 -> ofInt32(annotation);
            case INT64 -> ofInt64(annotation);
            case INT96 -> (value, sink) -> pushInt96(value.bytes(), sink);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> ofBinary(annotation);
        };
    }

    private static ValuePush ofInt32(LogicalTypeAnnotation annotation) {
        if (annotation instanceof DateLogicalTypeAnnotation) {
            return (value, sink) -> sink.ofDate((int) value.number());
        }
        if (annotation instanceof TimeLogicalTypeAnnotation) {
            return (value, sink) -> sink.ofTime(value.number() * 1000);
        }
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (value, sink) -> sink.ofDecimal(value.number(), scale);
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return (value, sink) -> sink.ofInteger(Integer.toUnsignedLong((int) value.number()));
        }
        return (value, sink) -> sink.ofInteger(value.number());
    }

    private static ValuePush ofInt64(LogicalTypeAnnotation annotation) {
        if (annotation instanceof TimestampLogicalTypeAnnotation timestamp) {
            TimeUnit unit = timestamp.getUnit();
            return (value, sink) -> sink.ofTimestamp(micros(value.number(), unit));
        }
        if (annotation instanceof TimeLogicalTypeAnnotation time) {
            TimeUnit unit = time.getUnit();
            return (value, sink) -> sink.ofTime(micros(value.number(), unit));
        }
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (value, sink) -> sink.ofDecimal(value.number(), scale);
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return (value, sink) -> pushUnsigned(value.number(), sink);
        }
        return (value, sink) -> sink.ofInteger(value.number());
    }

    private static ValuePush ofBinary(LogicalTypeAnnotation annotation) {
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (value, sink) -> pushDecimal(value.bytes(), scale, sink);
        }
        if (annotation instanceof StringLogicalTypeAnnotation
                || annotation instanceof JsonLogicalTypeAnnotation
                || annotation instanceof EnumLogicalTypeAnnotation) {
            return (value, sink) -> sink.ofText(value.bytes());
        }
        return (value, sink) -> sink.ofBytes(value.bytes());
    }

    private static long micros(long value, TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> Microseconds.ofMillis(value);
            case MICROS -> value;
            case NANOS -> Microseconds.ofNanos(value);
        };
    }

    private static void pushUnsigned(long value, ValueSink sink) {
        if (value >= 0) {
            sink.ofInteger(value);
        } else {
            sink.ofDecimal(new BigInteger(Long.toUnsignedString(value)), 0);
        }
    }

    /** Nanoseconds of the day, then the Julian day, both little-endian. */
    private static void pushInt96(ByteBuffer value, ValueSink sink) {
        ByteBuffer fields = value.order(ByteOrder.LITTLE_ENDIAN);
        long nanosOfDay = fields.getLong(fields.position());
        long day = fields.getInt(fields.position() + Long.BYTES) - JULIAN_DAY_OF_EPOCH;
        sink.ofTimestamp(Microseconds.ofDay(day, Microseconds.ofNanos(nanosOfDay)));
    }

    /** Two's complement, big-endian, of any length: most are short enough for a long. */
    private static void pushDecimal(ByteBuffer value, int scale, ValueSink sink) {
        int from = value.position();
        int length = value.remaining();
        long number = length == 0 ? 0 : value.get(from);
        boolean fits = true;
        for (int i = 1; i < length; i++) {
            fits &= number >> (Long.SIZE - Byte.SIZE - 1) == 0 || number >> (Long.SIZE - Byte.SIZE - 1) == -1;
            number = (number << Byte.SIZE) | (value.get(from + i) & 0xff);
        }
        if (fits) {
            sink.ofDecimal(number, scale);
        } else {
            byte[] bytes = new byte[length];
            value.get(bytes);
            sink.ofDecimal(new BigInteger(bytes), scale);
        }
    }
}
