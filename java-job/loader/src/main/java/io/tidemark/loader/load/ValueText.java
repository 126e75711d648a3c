package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ValueSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Shows the values of a column to people: not exactly as PostgreSQL would write them, and long ones cut. */
final class ValueText implements ValueSink {

    /** Enough to recognize a value; the object has the rest. */
    private static final int LONGEST = 10_000;

    private @Nullable String text;

    /** The last value; null for NULL. */
    @Nullable
    String text() {
        return text;
    }

    @Override
    public void ofNull() {
        text = null;
    }

    @Override
    public void ofUnavailable() {
        text = null;
    }

    @Override
    public void ofBoolean(boolean value) {
        text = Boolean.toString(value);
    }

    @Override
    public void ofInteger(long value) {
        text = Long.toString(value);
    }

    @Override
    public void ofFloat(float value) {
        text = Float.toString(value);
    }

    @Override
    public void ofDouble(double value) {
        text = Double.toString(value);
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        text = BigDecimal.valueOf(unscaled, scale).toPlainString();
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        text = new BigDecimal(unscaled, scale).toPlainString();
    }

    @Override
    public void ofDate(int epochDay) {
        text = LocalDate.ofEpochDay(epochDay).toString();
    }

    @Override
    public void ofTime(long microseconds) {
        boolean endOfDay = microseconds == ChronoUnit.DAYS.getDuration().toMillis() * 1_000;
        text = endOfDay
                ? "24:00:00"
                : LocalTime.ofNanoOfDay(microseconds * 1_000).toString();
    }

    @Override
    public void ofTimestamp(long epochMicroseconds) {
        text = LocalDateTime.ofEpochSecond(
                        Math.floorDiv(epochMicroseconds, 1_000_000L),
                        (int) Math.floorMod(epochMicroseconds, 1_000_000L) * 1_000,
                        ZoneOffset.UTC)
                .toString()
                .replace('T', ' ');
    }

    /** jsonb cannot hold U+0000 either; its symbol stands for it. */
    @Override
    public void ofText(ByteBuffer utf8) {
        text = cut(UTF_8.decode(utf8).toString()).replace('\0', '\u2400');
    }

    @Override
    public void ofBytes(ByteBuffer bytes) {
        byte[] array = new byte[Math.min(bytes.remaining(), LONGEST / 2)];
        boolean whole = array.length == bytes.remaining();
        bytes.get(array);
        text = "\\x" + HexFormat.of().formatHex(array) + (whole ? "" : "…");
    }

    private static String cut(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
