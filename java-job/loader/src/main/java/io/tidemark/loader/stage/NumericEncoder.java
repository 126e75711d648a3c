package io.tidemark.loader.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidemark.loader.model.TargetColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * {@code numeric}: digits to the base 10,000 after weight, sign and display scale. PostgreSQL would round to the scale
 * of the column without a word, so a value that needs rounding is refused here.
 */
final class NumericEncoder extends ColumnEncoder {

    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;

    /** PostgreSQL's limits: digits before and after the decimal point. */
    private static final int MOST_INTEGER_DIGITS = 131_072;

    private static final int MOST_FRACTION_DIGITS = 16_383;

    private static final int BASE = 10_000;

    /** So many digits can be moved by three places and still be a long. */
    private static final int SHORT_DIGITS = 15;

    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final long SHORT_LIMIT = 10 * POWERS_OF_TEN[SHORT_DIGITS - 1];

    private final int precision;
    private final int targetScale;
    private final boolean canonical;
    private final short[] shortGroups = new short[5];
    private final byte[] shortDigits = new byte[Long.toString(Long.MAX_VALUE).length()];

    /** With {@code canonical}, equal numbers get equal bytes: the display scale is as small as it can be. */
    NumericEncoder(TargetColumn column, CopyBuffer out, boolean canonical) {
        super(column, out);
        this.precision = column.type().precision();
        this.targetScale = column.type().scale();
        this.canonical = canonical;
    }

    @Override
    public void ofInteger(long value) {
        ofDecimal(value, 0);
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        if (isShort(unscaled, scale)) {
            encodeShort(unscaled, scale);
            return;
        }
        if (unscaled == Long.MIN_VALUE) {
            ofDecimal(BigInteger.valueOf(unscaled), scale);
            return;
        }
        int at = shortDigits.length;
        for (long rest = Math.abs(unscaled); rest != 0; rest /= 10) {
            shortDigits[--at] = (byte) (rest % 10);
        }
        encode(shortDigits, at, shortDigits.length - at, scale, unscaled < 0);
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        byte[] digits = unscaled.abs().toString().getBytes(US_ASCII);
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) (digits[i] - '0');
        }
        int zeros = unscaled.signum() == 0 ? digits.length : 0;
        encode(digits, zeros, digits.length - zeros, scale, unscaled.signum() < 0);
    }

    @Override
    public void ofFloat(float value) {
        ofText(ByteBuffer.wrap(Float.toString(value).getBytes(US_ASCII)));
    }

    @Override
    public void ofDouble(double value) {
        ofText(ByteBuffer.wrap(Double.toString(value).getBytes(US_ASCII)));
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        String text = AsciiText.of(utf8);
        switch (text) {
            case "NaN" -> special(NAN);
            case "Infinity" -> special(INFINITY);
            case "-Infinity" -> special(NEGATIVE_INFINITY);
            default -> {
                BigDecimal number = DecimalText.parse(text);
                if (number == null) {
                    throw refused("a text that is no number");
                }
                ofDecimal(number.unscaledValue(), number.scale());
            }
        }
    }

    private void special(int sign) {
        if (precision > 0 && sign != NAN) {
            throw refused("an infinite number");
        }
        out.putInt(4 * Short.BYTES);
        out.putShort(0);
        out.putShort(0);
        out.putShort(sign);
        out.putShort(0);
    }

    /** Whether the number needs no closer look to know that the column holds it as it is. */
    private boolean isShort(long unscaled, int scale) {
        boolean few = -SHORT_LIMIT < unscaled && unscaled < SHORT_LIMIT && !canonical && 0 <= scale;
        if (precision == 0) {
            return few && scale <= MOST_FRACTION_DIGITS;
        }
        int digits = precision - targetScale + scale; // as many as may stand in front of the column's last place
        return few
                && scale <= targetScale
                && digits >= 0
                && (digits >= SHORT_DIGITS || Math.abs(unscaled) < POWERS_OF_TEN[digits]);
    }

    /** Cuts groups of four decimal digits off a long, in which the decimal point stands between two groups. */
    private void encodeShort(long unscaled, int scale) {
        int fraction = (scale + 3) / 4;
        long rest = Math.abs(unscaled) * POWERS_OF_TEN[4 * fraction - scale];
        int weight = -fraction - 1;
        int at = shortGroups.length;
        while (rest != 0) {
            long higher = rest / BASE;
            int group = (int) (rest - higher * BASE);
            if (group != 0 || at < shortGroups.length) { // zeros at the end are left out
                shortGroups[--at] = (short) group;
            }
            weight++;
            rest = higher;
        }
        int groups = shortGroups.length - at;
        out.putInt((4 + groups) * Short.BYTES);
        out.putShort(groups);
        out.putShort(groups == 0 ? 0 : weight);
        out.putShort(unscaled < 0 ? NEGATIVE : 0);
        out.putShort(scale);
        for (int i = at; i < shortGroups.length; i++) {
            out.putShort(shortGroups[i]);
        }
    }

    private static long[] powersOfTen() {
        long[] powers = new long[SHORT_DIGITS];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    /** Digits from 0 to 9 without leading zeros; none at all for zero. */
    private void encode(byte[] digits, int from, int count, int scale, boolean negative) {
        int significant = count;
        while (significant > 0 && digits[from + significant - 1] == 0) {
            significant--;
        }
        int point = count - scale; // digits before the decimal point; negative: zeros after it
        int neededScale = significant == 0 ? 0 : scale - (count - significant);
        check(significant, point, neededScale);
        int displayScale =
                Math.max(0, canonical ? neededScale : Math.max(neededScale, Math.min(scale, MOST_FRACTION_DIGITS)));
        if (significant == 0) {
            out.putInt(4 * Short.BYTES);
            out.putLong(displayScale);
            return;
        }
        int weight = Math.floorDiv(point + 3, 4) - 1;
        int padding = (weight + 1) * 4 - point;
        int groups = (padding + significant + 3) / 4;
        out.putInt((4 + groups) * Short.BYTES);
        out.putShort(groups);
        out.putShort(weight);
        out.putShort(negative ? NEGATIVE : 0);
        out.putShort(displayScale);
        for (int group = 0; group < groups; group++) {
            out.putShort(group(digits, from, significant, group * 4 - padding));
        }
    }

    private static int group(byte[] digits, int from, int count, int first) {
        int value = 0;
        for (int i = first; i < first + 4; i++) {
            value = value * 10 + (i >= 0 && i < count ? digits[from + i] : 0);
        }
        return value;
    }

    private void check(int significant, int point, int neededScale) {
        if (significant == 0) {
            return;
        }
        int mostDigits = precision > 0 ? precision - targetScale : MOST_INTEGER_DIGITS;
        if (point > mostDigits) {
            throw overLimit("a number with " + point + " digits before the decimal point, which overflows");
        }
        if (neededScale > (precision > 0 ? targetScale : MOST_FRACTION_DIGITS)) {
            throw tooNarrow("a number with " + neededScale + " decimal places, which would be rounded");
        }
    }
}
