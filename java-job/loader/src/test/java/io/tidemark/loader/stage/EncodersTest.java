package io.tidemark.loader.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.ValueSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Binary COPY of random values against PostgreSQL's own casts from text. */
class EncodersTest {

    private static final int VALUES = 150;
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** The years that PostgreSQL's timestamps reach. */
    private static final long FIRST_SECOND = LocalDateTime.of(-4712, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    private static final long LAST_SECOND =
            LocalDateTime.of(290_000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void numericsAreExactOrRefused(long seed) {
        Random random = new Random(seed);
        int precision = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(random.nextBoolean() ? 10 : 60);
        int scale = precision == 0 ? 0 : random.nextInt(precision + 8) - 4;
        String type = precision == 0 ? "numeric" : "numeric(" + precision + "," + scale + ")";
        CopyTable table = CopyTable.of(type, "numeric", Kind.NUMERIC, precision, scale);
        for (int i = 0; i < VALUES; i++) {
            addNumber(table, number(random, precision, scale), random);
        }
        verify(table, type);
    }

    @Test
    void limitsOfNumericAreKept() {
        CopyTable table = CopyTable.of("numeric", "numeric", Kind.NUMERIC, 0, 0);
        String nines = "9".repeat(131_072);
        String tiny = "0." + "0".repeat(16_382) + "1";
        for (String text :
                new String[] {nines, "-" + nines, tiny, "NaN", "Infinity", "-Infinity", "0", "-0.00", "1e20"}) {
            table.add(text, text(text));
        }
        assertThat(table.refused()).isEmpty();
        table.add(nines + "0", text(nines + "0")).add(tiny + "1", text(tiny + "1"));
        assertThat(table.refused()).hasSize(2);
        verify(table, "limits of numeric");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void integersAreExactOrRefused(long seed) {
        Random random = new Random(seed);
        CopyTable small = CopyTable.of("smallint", "numeric", Kind.INT2, 0, 6);
        CopyTable middle = CopyTable.of("integer", "numeric", Kind.INT4, 0, 6);
        CopyTable large = CopyTable.of("bigint", "numeric", Kind.INT8, 0, 6);
        for (int i = 0; i < VALUES / 3; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            for (CopyTable table : new CopyTable[] {small, middle, large}) {
                table.add(Long.toString(value), sink -> sink.ofInteger(value));
                addNumber(table, number(random, 20, 2), random);
            }
        }
        verify(small, "smallint");
        verify(middle, "integer");
        verify(large, "bigint");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void floatsKeepTheirBits(long seed) {
        Random random = new Random(seed);
        CopyTable real = CopyTable.of("real", "real", Kind.FLOAT4, 0, 6);
        CopyTable wide = CopyTable.of("double precision", "double precision", Kind.FLOAT8, 0, 6);
        for (int i = 0; i < VALUES; i++) {
            float single = Float.intBitsToFloat(random.nextInt());
            double value = Double.longBitsToDouble(random.nextLong());
            real.add(Float.toString(single), sink -> sink.ofFloat(single));
            wide.add(Double.toString(value), sink -> sink.ofDouble(value));
            wide.add(Double.toString(value), text(Double.toString(value)));
        }
        assertThat(real.refused()).isEmpty();
        assertThat(wide.refused()).isEmpty();
        verify(real, "real");
        verify(wide, "double precision");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void timestampsKeepTheirMicroseconds(long seed) {
        Random random = new Random(seed);
        CopyTable micros = CopyTable.of("timestamp", "timestamp", Kind.TIMESTAMP, 0, 6);
        CopyTable millis = CopyTable.of("timestamp(3)", "timestamp", Kind.TIMESTAMP, 0, 3);
        CopyTable dates = CopyTable.of("date", "date", Kind.DATE, 0, 6);
        for (int i = 0; i < VALUES; i++) {
            long second = random.nextBoolean()
                    ? random.nextLong(FIRST_SECOND, LAST_SECOND)
                    : random.nextLong(-5_000_000_000L, 5_000_000_000L);
            int micro = random.nextInt(1_000_000) / (random.nextBoolean() ? 1 : 1000) * 1000 % 1_000_000;
            LocalDateTime time = LocalDateTime.ofEpochSecond(second, micro * 1000, ZoneOffset.UTC);
            micros.add(text(time), sink -> sink.ofTimestamp(second * MICROS_PER_SECOND + micro));
            switch (random.nextInt(3)) {
                case 0 -> micros.add(text(time), text(text(time)));
                case 1 -> micros.add(text(time), text(time + "Z"));
                default -> micros.add(text(time.minusHours(13)), text(text(time).replaceFirst("( BC)?$", "+13$1")));
            }
            millis.add(text(time), sink -> sink.ofTimestamp(second * MICROS_PER_SECOND + micro));
            LocalDate date = time.toLocalDate();
            dates.add(text(date.atStartOfDay()), sink -> sink.ofDate((int) date.toEpochDay()));
            dates.add(text(date.atStartOfDay()), text(text(date.atStartOfDay()).replace(" 00:00:00.000000", "")));
        }
        assertThat(micros.refused()).isEmpty();
        assertThat(dates.refused()).isEmpty();
        verify(micros, "timestamp");
        verify(millis, "timestamp(3)");
        verify(dates, "date");
    }

    @Test
    void limitsOfTimesAreKept() {
        CopyTable timestamps = CopyTable.of("timestamp", "timestamp", Kind.TIMESTAMP, 0, 6);
        for (String text : List.of(
                "infinity", "-infinity", "4714-11-24 00:00:00 BC", "294276-12-31 23:59:59.999999", "2024-02-29")) {
            timestamps.add(text, text(text));
        }
        assertThat(timestamps.refused()).isEmpty();
        for (String text : List.of("4714-11-23 23:59:59 BC", "294277-01-01 00:00:00", "2023-02-29 00:00:00")) {
            timestamps.add(text, text(text));
        }
        assertThat(timestamps.refused()).hasSize(3);
        CopyTable dates = CopyTable.of("date", "date", Kind.DATE, 0, 6);
        for (String text : List.of("infinity", "-infinity", "4714-11-24 BC", "5874897-12-31", "0001-12-31 BC")) {
            dates.add(text, text(text));
        }
        assertThat(dates.refused()).isEmpty();
        CopyTable times = CopyTable.of("time", "time", Kind.TIME, 0, 6);
        for (String text : List.of("00:00", "00:00:00", "23:59:59.999999", "24:00:00", "24:00:00.000")) {
            times.add(text, text(text));
        }
        assertThat(times.refused()).isEmpty();
        times.add("24:00:00.1", text("24:00:00.1")).add("25:00:00", text("25:00:00"));
        assertThat(times.refused()).hasSize(2);
        verify(timestamps, "timestamp");
        verify(dates, "date");
        verify(times, "time");
    }

    @Test
    void whatPostgresqlCastsFromTextIsTakenFromTextOnly() {
        CopyTable intervals = CopyTable.of("interval", "interval", Kind.CAST, 0, 6);
        intervals.add("5", sink -> sink.ofInteger(5)).add("10:00", sink -> sink.ofTime(36_000_000_000L));
        assertThat(intervals.refused()).hasSize(2);
        assertThat(intervals.taken()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void uuidsAndBytesKeepTheirBits(long seed) {
        Random random = new Random(seed);
        CopyTable uuids = CopyTable.of("uuid", "uuid", Kind.UUID, 0, 6);
        CopyTable bytes = CopyTable.of("bytea", "bytea", Kind.BYTEA, 0, 6);
        for (int i = 0; i < VALUES; i++) {
            byte[] content = new byte[16];
            random.nextBytes(content);
            ByteBuffer buffer = ByteBuffer.wrap(content);
            String uuid = new UUID(buffer.getLong(0), buffer.getLong(8)).toString();
            uuids.add(uuid, sink -> sink.ofBytes(ByteBuffer.wrap(content)));
            uuids.add(uuid, text(uuid.toUpperCase(Locale.ROOT)));
            byte[] part = Arrays.copyOf(content, random.nextInt(17));
            bytes.add("\\x" + HexFormat.of().formatHex(part), sink -> sink.ofBytes(ByteBuffer.wrap(part)));
        }
        assertThat(uuids.refused()).isEmpty();
        verify(uuids, "uuid");
        verify(bytes, "bytea");
    }

    private static void verify(CopyTable table, String type) {
        assertThat(table.taken()).as("values taken for %s", type).isPositive();
        assertThat(table.wrong()).as(type).isEmpty();
        assertThat(table.wronglyRefused()).as("%s refused", type).isEmpty();
    }

    /** In one of the forms in which a file can hold it. */
    private static void addNumber(CopyTable table, BigDecimal number, Random random) {
        BigInteger unscaled = number.unscaledValue();
        int scale = number.scale();
        int form = random.nextInt(3);
        if (form == 0) {
            table.add(number.toString(), text(number.toString()));
        } else if (form == 1 && unscaled.bitLength() < Long.SIZE && scale >= 0) {
            table.add(number.toPlainString(), sink -> sink.ofDecimal(unscaled.longValueExact(), scale));
        } else if (scale >= 0) {
            table.add(number.toPlainString(), sink -> sink.ofDecimal(unscaled, scale));
        }
    }

    /** Mostly numbers about as long as the type allows, some far off, some with zeros at either end. */
    private static BigDecimal number(Random random, int precision, int scale) {
        int digits = random.nextInt(precision + 4 + (random.nextInt(5) == 0 ? 30 : 0));
        BigInteger unscaled = new BigInteger((int) (digits * 3.3), random);
        if (random.nextInt(4) == 0) {
            unscaled = unscaled.multiply(BigInteger.TEN.pow(random.nextInt(9)));
        }
        int shift = random.nextInt(4) == 0 ? random.nextInt(13) - 6 : 0;
        return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale + shift);
    }

    private static Consumer<ValueSink> text(String text) {
        return sink -> sink.ofText(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    private static String text(LocalDateTime time) {
        String year = String.format(Locale.ROOT, "%04d", time.getYear() > 0 ? time.getYear() : 1 - time.getYear());
        return year
                + DateTimeFormatter.ofPattern("-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                        .format(time)
                + (time.getYear() > 0 ? "" : " BC");
    }
}
