package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.Microseconds;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnReader;
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
 * How a value leaves a column reader: chosen once for a column by its physical type and annotation, then called for
 * each value. Whether a time stamp is marked as UTC makes no difference: DMS marks all of them, also those of
 * {@code timestamp} columns, and what it writes is the wall clock in UTC.
 */
@FunctionalInterface
interface ValuePush {

    long JULIAN_DAY_OF_EPOCH = 2_440_588;

    void push(ColumnReader reader, ValueSink sink);

    static ValuePush of(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> (reader, sink) -> sink.ofBoolean(reader.getBoolean());
            case FLOAT -> (reader, sink) -> sink.ofFloat(reader.getFloat());
            case DOUBLE -> (reader, sink) -> sink.ofDouble(reader.getDouble());
            case INT32 -> ofInt32(annotation);
            case INT64 -> ofInt64(annotation);
            case INT96 -> (reader, sink) -> pushInt96(reader.getBinary().toByteBuffer(), sink);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> ofBinary(annotation);
        };
    }

    private static ValuePush ofInt32(LogicalTypeAnnotation annotation) {
        if (annotation instanceof DateLogicalTypeAnnotation) {
            return (reader, sink) -> sink.ofDate(reader.getInteger());
        }
        if (annotation instanceof TimeLogicalTypeAnnotation) {
            return (reader, sink) -> sink.ofTime(reader.getInteger() * 1000L);
        }
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (reader, sink) -> sink.ofDecimal(reader.getInteger(), scale);
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return (reader, sink) -> sink.ofInteger(Integer.toUnsignedLong(reader.getInteger()));
        }
        return (reader, sink) -> sink.ofInteger(reader.getInteger());
    }

    private static ValuePush ofInt64(LogicalTypeAnnotation annotation) {
        if (annotation instanceof TimestampLogicalTypeAnnotation timestamp) {
            TimeUnit unit = timestamp.getUnit();
            return (reader, sink) -> sink.ofTimestamp(micros(reader.getLong(), unit));
        }
        if (annotation instanceof TimeLogicalTypeAnnotation time) {
            TimeUnit unit = time.getUnit();
            return (reader, sink) -> sink.ofTime(micros(reader.getLong(), unit));
        }
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (reader, sink) -> sink.ofDecimal(reader.getLong(), scale);
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return (reader, sink) -> pushUnsigned(reader.getLong(), sink);
        }
        return (reader, sink) -> sink.ofInteger(reader.getLong());
    }

    private static ValuePush ofBinary(LogicalTypeAnnotation annotation) {
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (reader, sink) -> pushDecimal(reader.getBinary().toByteBuffer(), scale, sink);
        }
        if (annotation instanceof StringLogicalTypeAnnotation
                || annotation instanceof JsonLogicalTypeAnnotation
                || annotation instanceof EnumLogicalTypeAnnotation) {
            return (reader, sink) -> sink.ofText(reader.getBinary().toByteBuffer());
        }
        return (reader, sink) -> sink.ofBytes(reader.getBinary().toByteBuffer());
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
