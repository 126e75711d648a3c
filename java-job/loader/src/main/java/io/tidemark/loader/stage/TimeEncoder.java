package io.tidemark.loader.stage;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDateTime;

/**
 * {@code date}, {@code time}, {@code timestamp} and {@code timestamptz}. PostgreSQL counts from 2000-01-01; both
 * timestamp types are that count in UTC on the wire.
 */
final class TimeEncoder extends ColumnEncoder {

    private static final long DAYS_1970_TO_2000 = 10_957;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long INFINITY = Long.MAX_VALUE;

    /** Where PostgreSQL's times begin, in 4714 BC, and the first day that is too late for a timestamp. */
    private static final long EARLIEST_DAY = -2_440_588;

    private static final long END_OF_TIMESTAMPS = 106_762_940;

    /** What the column holds. */
    enum Unit {
        DATE,
        TIME_OF_DAY,
        TIMESTAMP
    }

    private final Unit unit;

    /** PostgreSQL would round to the decimal places of {@code timestamp(3)} and the like without a word. */
    private final long smallestStep;

    TimeEncoder(TargetColumn column, CopyBuffer out, Unit unit) {
        super(column, out);
        this.unit = unit;
        this.smallestStep =
                Math.round(Math.pow(10, ColumnType.MICROSECONDS - column.type().scale()));
    }

    @Override
    public void ofDate(int epochDay) {
        if (epochDay < EARLIEST_DAY || (unit == Unit.TIMESTAMP && epochDay >= END_OF_TIMESTAMPS)) {
            throw refused("a date out of range");
        }
        switch (unit) {
            case DATE -> putDate(epochDay - DAYS_1970_TO_2000);
            case TIMESTAMP -> put((epochDay - DAYS_1970_TO_2000) * MICROS_PER_DAY);
            case TIME_OF_DAY -> super.ofDate(epochDay);
        }
    }

    @Override
    public void ofTime(long microseconds) {
        if (unit != Unit.TIME_OF_DAY) {
            super.ofTime(microseconds);
        }
        put(exact(microseconds));
    }

    @Override
    public void ofTimestamp(long epochMicroseconds) {
        if (epochMicroseconds < EARLIEST_DAY * MICROS_PER_DAY) {
            throw refused("a timestamp out of range");
        }
        switch (unit) {
            case DATE -> {
                if (Math.floorMod(epochMicroseconds, MICROS_PER_DAY) != 0) {
                    throw tooNarrow("a timestamp that is not midnight");
                }
                putDate(Math.floorDiv(epochMicroseconds, MICROS_PER_DAY) - DAYS_1970_TO_2000);
            }
            case TIMESTAMP -> put(exact(epochMicroseconds) - DAYS_1970_TO_2000 * MICROS_PER_DAY);
            case TIME_OF_DAY -> super.ofTimestamp(epochMicroseconds);
        }
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        String text = AsciiText.of(utf8);
        boolean infinite = text.equals("infinity") || text.equals("-infinity");
        try {
            if (infinite && unit != Unit.TIME_OF_DAY) {
                putInfinity(text.charAt(0) == '-');
            } else if (unit == Unit.TIME_OF_DAY) {
                ofTime(TimeText.time(text));
            } else if (unit == Unit.DATE) {
                ofDate(Math.toIntExact(TimeText.date(text)));
            } else {
                ofWallClock(TimeText.timestamp(text));
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw refused("a text that is no date or time in ISO form with at most microseconds");
        }
    }

    /** Not by way of microseconds since 1970, which end in 294247: PostgreSQL's go on to 294276. */
    private void ofWallClock(LocalDateTime utc) {
        long day = utc.toLocalDate().toEpochDay();
        if (day < EARLIEST_DAY || day >= END_OF_TIMESTAMPS) {
            throw refused("a timestamp out of range");
        }
        put((day - DAYS_1970_TO_2000) * MICROS_PER_DAY + exact(utc.toLocalTime().toNanoOfDay() / 1000));
    }

    private long exact(long microseconds) {
        if (smallestStep > 1 && microseconds % smallestStep != 0) { // most columns need no division
            throw overLimit("a time with more decimal places, which would be rounded");
        }
        return microseconds;
    }

    private void putInfinity(boolean negative) {
        if (unit == Unit.DATE) {
            putDate(negative ? Integer.MIN_VALUE : Integer.MAX_VALUE);
        } else {
            put(negative ? -INFINITY - 1 : INFINITY);
        }
    }

    private void putDate(long days) {
        out.putIntField(Math.toIntExact(days));
    }

    private void put(long microseconds) {
        out.putLongField(microseconds);
    }
}
