package io.tidemark.loader.read;

import io.tidemark.loader.model.ValueRefusedException;

/** Times in other units as microseconds, which is what PostgreSQL keeps: exactly, or not at all. */
public final class Microseconds {

    public static final long PER_SECOND = 1_000_000;
    public static final long PER_DAY = 86_400 * PER_SECOND;

    private Microseconds() {}

    public static long ofMillis(long millis) {
        return sum(millis, 1_000, 0);
    }

    public static long ofNanos(long nanos) {
        if (nanos % 1_000 != 0) {
            throw new ValueRefusedException("a time with nanoseconds; PostgreSQL keeps microseconds");
        }
        return nanos / 1_000;
    }

    /** A day that counts from 1970-01-01, and the time since its midnight. */
    public static long ofDay(long day, long microsOfDay) {
        return sum(day, PER_DAY, microsOfDay);
    }

    private static long sum(long units, long perUnit, long rest) {
        try {
            return Math.addExact(Math.multiplyExact(units, perUnit), rest);
        } catch (ArithmeticException e) {
            throw new ValueRefusedException("a time beyond what microseconds in 64 bits can say");
        }
    }
}
