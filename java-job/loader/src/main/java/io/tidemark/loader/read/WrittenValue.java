package io.tidemark.loader.read;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Writes values as text that people read, and PostgreSQL too but for dates outside the years 1 to 9999. What has more than
 * one text is left to the subclass.
 */
public abstract class WrittenValue implements ValueSink {

    /** Takes the text of a value. */
    protected abstract void write(String text);

    @Override
    public void ofBoolean(boolean value) {
        write(Boolean.toString(value));
    }

    @Override
    public void ofInteger(long value) {
        write(Long.toString(value));
    }

    @Override
    public void ofFloat(float value) {
        write(Float.toString(value));
    }

    @Override
    public void ofDouble(double value) {
        write(Double.toString(value));
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        write(BigDecimal.valueOf(unscaled, scale).toPlainString());
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        write(new BigDecimal(unscaled, scale).toPlainString());
    }

    @Override
    public void ofDate(int epochDay) {
        write(LocalDate.ofEpochDay(epochDay).toString());
    }

    @Override
    public void ofTime(long microseconds) {
        if (!isTimeOfDay(microseconds)) {
            throw new ValueRefusedException("a time of day out of range");
        }
        boolean endOfDay = microseconds == Microseconds.PER_DAY; // which Java does not know
        write(
                endOfDay
                        ? "24:00:00"
                        : LocalTime.ofNanoOfDay(microseconds * 1_000).toString());
    }

    @Override
    public void ofTimestamp(long epochMicroseconds) {
        write(utc(epochMicroseconds).toString().replace('T', ' '));
    }

    /** Whether there is such a time; the end of the day counts as one. */
    protected static boolean isTimeOfDay(long microseconds) {
        return 0 <= microseconds && microseconds <= Microseconds.PER_DAY;
    }

    /** The wall clock in UTC. */
    protected static LocalDateTime utc(long epochMicroseconds) {
        long second = Math.floorDiv(epochMicroseconds, Microseconds.PER_SECOND);
        int micros = (int) Math.floorMod(epochMicroseconds, Microseconds.PER_SECOND);
        return LocalDateTime.ofEpochSecond(second, micros * 1_000, ZoneOffset.UTC);
    }
}
