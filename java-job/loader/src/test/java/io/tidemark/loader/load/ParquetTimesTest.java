package io.tidemark.loader.load;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

/** Dates and times of every Parquet type arrive exactly, whatever the time zone of the JVM. */
class ParquetTimesTest {

    private static final String STRING = "binary (STRING)";

    @Test
    void timestamps() {
        LocalDateTime micros = LocalDateTime.parse("2024-02-29T23:59:59.123456");
        LocalDateTime millis = LocalDateTime.parse("1969-12-31T23:59:59.999");
        Conversions.after("")
                .add("int64 (TIMESTAMP(MICROS,true))", "timestamp", micros, "2024-02-29 23:59:59.123456")
                .add("int64 (TIMESTAMP(MICROS,false))", "timestamp", micros, "2024-02-29 23:59:59.123456")
                .add("int64 (TIMESTAMP(MICROS,true))", "timestamptz", micros, "2024-02-29 23:59:59.123456+00")
                .add("int64 (TIMESTAMP(MICROS,false))", "timestamptz", micros, "2024-02-29 23:59:59.123456+00")
                .add("int64 (TIMESTAMP_MICROS)", "timestamp", micros, "2024-02-29 23:59:59.123456")
                .add("int64 (TIMESTAMP(MILLIS,true))", "timestamp", millis, "1969-12-31 23:59:59.999")
                .add("int64 (TIMESTAMP_MILLIS)", "timestamptz", millis, "1969-12-31 23:59:59.999+00")
                .add("int64 (TIMESTAMP(NANOS,true))", "timestamp", micros, "2024-02-29 23:59:59.123456")
                .add("int64 (TIMESTAMP(NANOS,true))", "timestamptz", millis, "1969-12-31 23:59:59.999+00")
                .add("int96", "timestamp", micros, "2024-02-29 23:59:59.123456")
                .add("int96", "timestamptz", millis, "1969-12-31 23:59:59.999+00")
                .assertLoaded();
    }

    @Test
    void timestampsAtTheEdges() {
        LocalDateTime millis = LocalDateTime.parse("1969-12-31T23:59:59.999");
        LocalDateTime first = LocalDateTime.parse("0001-01-01T00:00:00");
        LocalDateTime last = LocalDateTime.parse("9999-12-31T23:59:59.999999");
        Conversions.after("")
                .add("int96", "timestamp", first, "0001-01-01 00:00:00")
                .add("int64 (TIMESTAMP(MICROS,true))", "timestamp", first, "0001-01-01 00:00:00")
                .add("int64 (TIMESTAMP(MICROS,true))", "timestamptz", first, "0001-01-01 00:00:00+00")
                .add("int64 (TIMESTAMP(MICROS,true))", "timestamp", last, "9999-12-31 23:59:59.999999")
                .add("int96", "timestamptz", last, "9999-12-31 23:59:59.999999+00")
                .add("int64 (TIMESTAMP(MILLIS,true))", "timestamp(3)", millis, "1969-12-31 23:59:59.999")
                .add("int64 (TIMESTAMP(MICROS,true))", "date", LocalDateTime.parse("1969-12-31T00:00:00"), "1969-12-31")
                .add(STRING, "timestamp", "2024-02-29 23:59:59.123456", "2024-02-29 23:59:59.123456")
                .add(STRING, "timestamptz", "2024-02-29 23:59:59.123456+02", "2024-02-29 21:59:59.123456+00")
                .add(STRING, "timestamptz", "2024-02-29T23:59:59Z", "2024-02-29 23:59:59+00")
                .add(STRING, "timestamp", "-infinity", "-infinity")
                .add("int64 (TIMESTAMP(MICROS,true))", "timestamp", null, null)
                // A day that the JVM's time zone never had.
                .add(
                        "int64 (TIMESTAMP(MICROS,true))",
                        "timestamp",
                        LocalDateTime.parse("2011-12-30T12:00:00"),
                        "2011-12-30 12:00:00")
                .assertLoaded();
    }

    @Test
    void datesAndTimes() {
        Conversions.after("create domain public.day as date check (value > '1900-01-01');")
                .add("int32 (DATE)", "date", LocalDate.parse("2011-12-30"), "2011-12-30")
                .add("int32 (DATE)", "date", LocalDate.parse("1582-10-10"), "1582-10-10")
                .add("int32 (DATE)", "date", LocalDate.parse("0001-01-01"), "0001-01-01")
                .add("int32 (DATE)", "date", LocalDate.parse("9999-12-31"), "9999-12-31")
                .add("int32 (DATE)", "public.day", LocalDate.parse("1969-12-31"), "1969-12-31")
                .add("int32 (DATE)", "timestamp", LocalDate.parse("1969-12-31"), "1969-12-31 00:00:00")
                .add("int32 (DATE)", "timestamptz", LocalDate.parse("2024-01-01"), "2024-01-01 00:00:00+00")
                .add("int32 (DATE)", "text", LocalDate.parse("2024-01-01"), "2024-01-01")
                .add(STRING, "date", "1996-07-04", "1996-07-04")
                .add("int32 (TIME(MILLIS,true))", "time", LocalTime.parse("23:59:59.999"), "23:59:59.999")
                .add("int64 (TIME(MICROS,true))", "time", LocalTime.parse("00:00:00.000001"), "00:00:00.000001")
                .add("int64 (TIME(MICROS,false))", "time(3)", LocalTime.parse("12:00:00.125"), "12:00:00.125")
                .add("int64 (TIME(NANOS,true))", "time", LocalTime.parse("12:34:56.123456"), "12:34:56.123456")
                .add(STRING, "time", "12:34:56.5", "12:34:56.5")
                .assertLoaded();
    }
}
