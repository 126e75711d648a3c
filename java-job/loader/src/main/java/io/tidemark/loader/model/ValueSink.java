package io.tidemark.loader.model;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Takes the values of a column, one call for one value, in the kind that the file holds. It is the seam between the
 * formats and the target types: a format knows only these kinds, a target column only how to take each of them. No
 * call may allocate where it can be avoided; sinks are stateful and belong to one thread.
 *
 * <p>Each method throws {@link ValueRefusedException} if the column cannot take the value exactly.
 */
public interface ValueSink {

    void ofNull();

    /** The value was not logged, since the change left it alone; only columns that may lack it get this. */
    void ofUnavailable();

    void ofBoolean(boolean value);

    void ofInteger(long value);

    void ofFloat(float value);

    void ofDouble(double value);

    /** {@code unscaled / 10^scale}. */
    void ofDecimal(long unscaled, int scale);

    /** {@code unscaled / 10^scale}, for numbers beyond 18 digits. */
    void ofDecimal(BigInteger unscaled, int scale);

    /** Days since 1970-01-01. */
    void ofDate(int epochDay);

    /** Microseconds since midnight. */
    void ofTime(long microseconds);

    /** Microseconds since 1970-01-01T00:00:00 of the wall clock in UTC; the JVM's time zone plays no part. */
    void ofTimestamp(long epochMicroseconds);

    /** UTF-8 text between the buffer's position and limit; the buffer's position may be moved. */
    void ofText(ByteBuffer utf8);

    /** Bytes between the buffer's position and limit; the buffer's position may be moved. */
    void ofBytes(ByteBuffer bytes);
}
