package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.read.WrittenValue;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Shows the values of a column to people: not exactly as PostgreSQL would write them, and long ones cut. */
final class ValueText extends WrittenValue {

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
    protected void write(String value) {
        text = value;
    }

    /** Of a time that is none, its number. */
    @Override
    public void ofTime(long microseconds) {
        if (isTimeOfDay(microseconds)) {
            super.ofTime(microseconds);
        } else {
            text = microseconds + " µs";
        }
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
