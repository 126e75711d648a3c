package io.tidemark.sandbox.dms;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file.
 *
 * @param required whether it always has a value, as only the time of the change does
 */
record FileColumn(String name, DmsType type, boolean required) {

    private static final int SMALL_BITS = 16;

    /** The column in a Parquet file. */
    Type parquet(boolean milliseconds) {
        Repetition repetition = required ? Repetition.REQUIRED : Repetition.OPTIONAL;
        return switch (type.kind()) {
            case INT2 -> of(PrimitiveTypeName.INT32, repetition, LogicalTypeAnnotation.intType(SMALL_BITS, true));
            case INT4 -> of(PrimitiveTypeName.INT32, repetition, null);
            case INT8 -> of(PrimitiveTypeName.INT64, repetition, null);
            case REAL4 -> of(PrimitiveTypeName.FLOAT, repetition, null);
            case REAL8 -> of(PrimitiveTypeName.DOUBLE, repetition, null);
            case BOOLEAN -> of(PrimitiveTypeName.BOOLEAN, repetition, null);
            case NUMERIC ->
                Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                        .length(bytesOf(type.precision()))
                        .as(LogicalTypeAnnotation.decimalType(type.scale(), type.precision()))
                        .named(name);
            case STRING, WSTRING, CLOB, NCLOB ->
                of(PrimitiveTypeName.BINARY, repetition, LogicalTypeAnnotation.stringType());
            case BLOB -> of(PrimitiveTypeName.BINARY, repetition, null);
            case DATE -> of(PrimitiveTypeName.INT32, repetition, LogicalTypeAnnotation.dateType());
            case TIME -> of(PrimitiveTypeName.INT32, repetition, LogicalTypeAnnotation.timeType(true, TimeUnit.MILLIS));
            case DATETIME ->
                of(
                        PrimitiveTypeName.INT64,
                        repetition,
                        LogicalTypeAnnotation.timestampType(true, milliseconds ? TimeUnit.MILLIS : TimeUnit.MICROS));
        };
    }

    /** What the Parquet column holds of a value. */
    @Nullable
    Object inParquet(@Nullable Object value, boolean milliseconds) {
        if (value instanceof LocalTime time) {
            return time.truncatedTo(ChronoUnit.MILLIS);
        }
        return milliseconds && value instanceof LocalDateTime time ? time.truncatedTo(ChronoUnit.MILLIS) : value;
    }

    /** What CSV says of a value; of a double precision number all its digits. */
    @Nullable
    Object inCsv(@Nullable Object value) {
        return value instanceof Double number && Double.isFinite(number)
                ? String.format(Locale.ROOT, "%+.16e", number)
                : value;
    }

    private Type of(PrimitiveTypeName primitive, Repetition repetition, @Nullable LogicalTypeAnnotation annotation) {
        return Types.primitive(primitive, repetition).as(annotation).named(name);
    }

    /** The fewest that hold so many decimal digits and a sign. */
    private static int bytesOf(int digits) {
        return BigInteger.TEN.pow(digits).subtract(BigInteger.ONE).bitLength() / Byte.SIZE + 1;
    }
}
