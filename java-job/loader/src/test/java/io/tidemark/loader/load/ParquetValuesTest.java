package io.tidemark.loader.load;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Values of every Parquet type arrive exactly in every column type that can hold them. */
class ParquetValuesTest {

    private static final String STRING = "binary (STRING)";

    @Test
    void decimals() {
        BigDecimal amount = new BigDecimal("-1234567.89");
        BigDecimal largest = new BigDecimal("99999999999999999999999999999999999.999");
        Conversions.after("")
                .add("int32 (DECIMAL(9,2))", "numeric(12,2)", amount, "-1234567.89")
                .add("int64 (DECIMAL(18,2))", "numeric(12,2)", amount, "-1234567.89")
                .add("fixed_len_byte_array(7) (DECIMAL(15,2))", "numeric(12,2)", amount, "-1234567.89")
                .add("binary (DECIMAL(15,2))", "numeric(12,2)", amount, "-1234567.89")
                .add("binary (DECIMAL(15,2))", "numeric", amount, "-1234567.89")
                .add("fixed_len_byte_array(16) (DECIMAL(38,3))", "numeric(38,3)", largest, largest.toString())
                .add("fixed_len_byte_array(16) (DECIMAL(38,3))", "numeric", largest.negate(), "-" + largest)
                .add("binary (DECIMAL(38,3))", "numeric(38,3)", largest.negate(), "-" + largest)
                .add("fixed_len_byte_array(12) (DECIMAL(28,6))", "numeric(28,2)", new BigDecimal("0.10"), "0.10")
                .add("fixed_len_byte_array(12) (DECIMAL(28,6))", "bigint", new BigDecimal("-42"), "-42")
                .add("fixed_len_byte_array(12) (DECIMAL(28,6))", "integer", BigDecimal.ZERO, "0")
                .add("int64 (DECIMAL(18,0))", "bigint", new BigDecimal("999999999999999999"), "999999999999999999")
                .add(
                        "fixed_len_byte_array(9) (DECIMAL(19,0))",
                        "bigint",
                        new BigDecimal(Long.MIN_VALUE),
                        "-9223372036854775808")
                .add(
                        "fixed_len_byte_array(16) (DECIMAL(38,4))",
                        "money",
                        new BigDecimal("-92233720368547758.08"),
                        "-$92,233,720,368,547,758.08")
                .add("int32 (DECIMAL(9,2))", "money", new BigDecimal("0.05"), "$0.05")
                .add("int64 (DECIMAL(18,4))", "double precision", new BigDecimal("0.5"), "0.5")
                .add("int64 (DECIMAL(18,4))", "text", new BigDecimal("10.5"), "10.5000")
                .add("int64 (DECIMAL(18,4))", "numeric(20,4)", null, null)
                .add("int64 (DECIMAL(18,4))", "numeric(20,4)", new BigDecimal("-0.0001"), "-0.0001")
                .assertLoaded();
    }

    @Test
    void integers() {
        Conversions.after("create domain public.positive as bigint check (value > 0);")
                .add("int32 (INTEGER(8,true))", "smallint", -128, "-128")
                .add("int32 (INTEGER(16,true))", "smallint", -32768, "-32768")
                .add("int32", "integer", Integer.MIN_VALUE, "-2147483648")
                .add("int32", "bigint", Integer.MAX_VALUE, "2147483647")
                .add("int32", "smallint", 32767, "32767")
                .add("int64", "bigint", Long.MIN_VALUE, "-9223372036854775808")
                .add("int64", "integer", 2147483647L, "2147483647")
                .add("int64", "numeric", Long.MIN_VALUE, "-9223372036854775808")
                .add("int64", "numeric(19,0)", Long.MAX_VALUE, "9223372036854775807")
                .add("int64", "money", 3L, "$3.00")
                .add("int64", "text", -7L, "-7")
                .add("int32", "boolean", 1, "true")
                .add("int64", "public.positive", 5L, "5")
                .add("int32 (INTEGER(8,false))", "smallint", 255, "255")
                .add("int32 (INTEGER(16,false))", "integer", 65_535, "65535")
                .add("int32 (INTEGER(32,false))", "bigint", -1, "4294967295")
                .add("int64 (INTEGER(64,false))", "numeric(20,0)", -1L, "18446744073709551615")
                .add("int64 (INTEGER(64,false))", "bigint", 9L, "9")
                .add(STRING, "integer", "12", "12")
                .add(STRING, "bigint", "+1.10000000e+01", "11")
                .add(STRING, "numeric(10,2)", "+1.10000000e+01", "11.00")
                .assertLoaded();
    }

    @Test
    void floats() {
        Conversions.after("")
                .add("float", "real", Float.NaN, "NaN")
                .add("float", "real", Float.NEGATIVE_INFINITY, "-Infinity")
                .add("float", "real", Float.MIN_VALUE, "1e-45")
                .add("float", "real", 0.1f, "0.1")
                .add("float", "double precision", 0.1f, "0.10000000149011612")
                .add("double", "double precision", Double.NaN, "NaN")
                .add("double", "double precision", Double.POSITIVE_INFINITY, "Infinity")
                .add("double", "double precision", Double.MAX_VALUE, "1.7976931348623157e+308")
                .add("double", "double precision", -0.0, "-0")
                .add("double", "double precision", 0.1, "0.1")
                .add("double", "real", 0.25, "0.25")
                .add("double", "numeric", Double.NaN, "NaN")
                .add("double", "numeric", Double.NEGATIVE_INFINITY, "-Infinity")
                .add("double", "numeric(10,3)", 0.125, "0.125")
                .add("double", "integer", 3.0, "3")
                .add(STRING, "double precision", "+0.00000000e+00", "0")
                .add(STRING, "real", "NaN", "NaN")
                .assertLoaded();
    }

    @Test
    void booleans() {
        Conversions.after("")
                .add("boolean", "boolean", true, "true")
                .add("boolean", "text", false, "false")
                .add(STRING, "boolean", "true", "true")
                .add(STRING, "boolean", "false", "false")
                .add(STRING, "boolean", "t", "true")
                .add(STRING, "boolean", "0", "false")
                .add(STRING, "boolean", null, null)
                .assertLoaded();
    }

    @Test
    void texts() {
        String astral = "\uD83D\uDE9A \uD835\uDD4F naïve İıŞ \u0001\u007F\u2028 'quoted' \"double\" \\N \\. \t\r\n end";
        String large = "zażółć\n".repeat(120_000);
        Conversions.after("create domain public.short_text as varchar(5) not null;")
                .add(STRING, "text", "", "")
                .add(STRING, "text", null, null)
                .add(STRING, "text", " ", " ")
                .add(STRING, "text", "NULL", "NULL")
                .add(STRING, "text", astral, astral)
                .add(STRING, "varchar", astral, astral)
                .add(STRING, "varchar(200)", astral, astral)
                .add(STRING, "text", large, large)
                .add(STRING, "char(5)", "ab", "ab")
                .add(STRING, "char(5)", "ab   ", "ab")
                .add(STRING, "varchar(5)", "12345", "12345")
                .add(STRING, "varchar(2)", "\uD83D\uDE9A\uD83D\uDE9A", "\uD83D\uDE9A\uD83D\uDE9A")
                .add(STRING, "text collate \"C\"", "é", "é")
                .add(STRING, "\"char\"", "x", "x")
                .add(STRING, "name", "a name", "a name")
                .add("binary (ENUM)", "text", "enumerated", "enumerated")
                .add("binary", "text", "no annotation", "no annotation")
                .add("binary", "bytea", new byte[] {0, -1, 92, 10}, "\\x00ff5c0a")
                .add("binary", "bytea", new byte[0], "\\x")
                .add("fixed_len_byte_array(3)", "bytea", new byte[] {1, 2, 3}, "\\x010203")
                .assertLoaded();
    }

    @Test
    void textsOfOtherTypes() {
        UUID uuid = UUID.fromString("181e9c5d-9b55-4535-8c6e-6c8c1234b807");
        Conversions.after(
                        "create extension citext; create extension hstore; create type public.mood as enum ('sad', 'Très ok');"
                                + " create type public.pair as (a integer, b text); create domain public.moods as public.mood;")
                .add(STRING, "uuid", uuid.toString(), uuid.toString())
                .add("fixed_len_byte_array(16) (UUID)", "uuid", uuid, uuid.toString())
                .add("binary", "uuid", new byte[16], "00000000-0000-0000-0000-000000000000")
                .add(STRING, "json", "{\"a\" : 1,  \"a\":2}", "{\"a\" : 1,  \"a\":2}")
                .add("binary (JSON)", "json", "[]", "[]")
                .add(STRING, "jsonb", "{\"b\":1.50, \"a\": null}", "{\"a\": null, \"b\": 1.50}")
                .add(STRING, "xml", "<a>é</a>", "<a>é</a>")
                .add(STRING, "public.mood", "Très ok", "Très ok")
                .add(STRING, "public.moods", "sad", "sad")
                .add(STRING, "public.pair", "(1,\"x y\")", "(1,\"x y\")")
                .add(STRING, "integer[]", "{1,NULL,3}", "{1,NULL,3}")
                .add(STRING, "text[]", "{\"a,b\",\"c \\\"d\\\"\",NULL}", "{\"a,b\",\"c \\\"d\\\"\",NULL}")
                .add(STRING, "public.mood[]", "{sad}", "{sad}")
                .add(STRING, "inet", "10.0.0.1/8", "10.0.0.1/8")
                .add(STRING, "cidr", "10.0.0.0/8", "10.0.0.0/8")
                .add(STRING, "macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02:03")
                .add(STRING, "interval", "1 year 2 mons -3 days +04:05:06.789", "1 year 2 mons -3 days +04:05:06.789")
                .add(STRING, "int4range", "[1,5)", "[1,5)")
                .add(STRING, "tstzrange", "[\"2024-01-01 00:00:00+00\",)", "[\"2024-01-01 00:00:00+00\",)")
                .add(STRING, "hstore", "\"a\"=>\"1\", \"b\"=>NULL", "\"a\"=>\"1\", \"b\"=>NULL")
                .add(STRING, "citext", "MiXed", "MiXed")
                .add(STRING, "bit(4)", "1010", "1010")
                .add(STRING, "bit varying(8)", "10101", "10101")
                .add(STRING, "point", "(1,2)", "(1,2)")
                .add(STRING, "tsvector", "'a':1 'b':2", "'a':1 'b':2")
                .add(STRING, "timetz", "10:11:12.5+02", "10:11:12.5+02")
                .add(STRING, "oid", "4294967295", "4294967295")
                .add(STRING, "interval", null, null)
                .assertLoaded();
    }

    @Test
    void timestamps() {
        LocalDateTime micros = LocalDateTime.parse("2024-02-29T23:59:59.123456");
        LocalDateTime millis = LocalDateTime.parse("1969-12-31T23:59:59.999");
        LocalDateTime first = LocalDateTime.parse("0001-01-01T00:00:00");
        LocalDateTime last = LocalDateTime.parse("9999-12-31T23:59:59.999999");
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
