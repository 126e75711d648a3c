package io.tidemark.loader.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidemark.loader.model.TargetColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * {@code real} and {@code double precision}. A decimal number counts as exact if the float's shortest text, which is
 * what PostgreSQL shows, is that number.
 */
final class FloatEncoder extends ColumnEncoder {

    /** Java's parser also takes hexadecimal numbers and type suffixes. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private final boolean single;

    FloatEncoder(TargetColumn column, CopyBuffer out, boolean single) {
        super(column, out);
        this.single = single;
    }

    @Override
    public void ofFloat(float value) {
        if (single) {
            put(value);
        } else {
            putDouble(value);
        }
    }

    @Override
    public void ofDouble(double value) {
        if (!single) {
            putDouble(value);
        } else if (Double.compare((float) value, value) == 0) {
            put((float) value);
        } else {
            throw tooNarrow("a double that a real would round");
        }
    }

    @Override
    public void ofInteger(long value) {
        ofNumber(BigDecimal.valueOf(value));
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        ofNumber(BigDecimal.valueOf(unscaled, scale));
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        ofNumber(new BigDecimal(unscaled, scale));
    }

    /** As PostgreSQL reads it: the nearest float. The text was made from one, or it would not be in such a column. */
    @Override
    public void ofText(ByteBuffer utf8) {
        String text = AsciiText.of(utf8);
        boolean named = text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
        if (!named && !NUMBER.matcher(text).matches()) {
            throw refused("a text that is no number");
        }
        double value = single ? Float.parseFloat(text) : Double.parseDouble(text);
        if (Double.isInfinite(value) && !named) {
            throw tooNarrow("a number that overflows");
        }
        if (single) {
            put((float) value);
        } else {
            putDouble(value);
        }
    }

    private void ofNumber(BigDecimal number) {
        String shortest = single ? Float.toString(number.floatValue()) : Double.toString(number.doubleValue());
        BigDecimal kept = DecimalText.parse(shortest);
        if (kept == null || kept.compareTo(number) != 0) {
            throw tooNarrow("a decimal number that a float would round");
        }
        ofText(ByteBuffer.wrap(shortest.getBytes(US_ASCII)));
    }

    private void put(float value) {
        out.putIntField(Float.floatToRawIntBits(value));
    }

    private void putDouble(double value) {
        out.putLongField(Double.doubleToRawLongBits(value));
    }
}
