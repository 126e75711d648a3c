package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** {@code smallint}, {@code integer}, {@code bigint} and {@code money}, which is a bigint of its smallest unit. */
final class IntegerEncoder extends ColumnEncoder {

    private final int width;
    private final int decimalPlaces;
    private final long largest;

    /** An integer of that many bytes that counts units of {@code 10^-decimalPlaces}. */
    IntegerEncoder(TargetColumn column, CopyBuffer out, int width, int decimalPlaces) {
        super(column, out);
        this.width = width;
        this.decimalPlaces = decimalPlaces;
        this.largest = Long.MAX_VALUE >>> (Long.SIZE - width * Byte.SIZE);
    }

    @Override
    public void ofInteger(long value) {
        if (decimalPlaces == 0) {
            put(value);
        } else {
            ofNumber(BigDecimal.valueOf(value));
        }
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        if (scale == decimalPlaces) {
            put(unscaled);
        } else {
            ofNumber(BigDecimal.valueOf(unscaled, scale));
        }
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        ofNumber(new BigDecimal(unscaled, scale));
    }

    @Override
    public void ofFloat(float value) {
        ofDouble(value);
    }

    @Override
    public void ofDouble(double value) {
        if (!Double.isFinite(value)) {
            throw refused("a number that is not finite");
        }
        ofNumber(new BigDecimal(value));
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        BigDecimal number = DecimalText.parse(AsciiText.of(utf8));
        if (number == null) {
            throw refused("a text that is no number");
        }
        ofNumber(number);
    }

    private void ofNumber(BigDecimal number) {
        BigDecimal units = number.movePointRight(decimalPlaces).stripTrailingZeros();
        if (units.scale() > 0) {
            throw tooNarrow("a number with more than " + decimalPlaces + " decimal places, which would be rounded");
        }
        if (units.precision() - units.scale() > Long.toString(largest).length()) {
            throw tooNarrow("a number that overflows");
        }
        BigInteger integer = units.toBigIntegerExact();
        if (integer.bitLength() >= Long.SIZE) {
            throw tooNarrow("a number that overflows");
        }
        put(integer.longValue());
    }

    private void put(long value) {
        if (value > largest || value < -largest - 1) {
            throw tooNarrow("a number that overflows");
        }
        switch (width) {
            case Short.BYTES -> {
                out.putInt(width);
                out.putShort((int) value);
            }
            case Integer.BYTES -> out.putIntField((int) value);
            default -> out.putLongField(value);
        }
    }
}
