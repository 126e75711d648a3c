package io.tidemark.loader.stage;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Decimal numbers as text, also with an exponent, as in DMS's {@code +1.10000000e+01}. */
final class DecimalText {

    /** Larger exponents exceed every type of PostgreSQL and would only cost memory. */
    private static final int LARGEST_EXPONENT = 200_000;

    private DecimalText() {}

    /** The exact number, or null if the text is none. */
    static @Nullable BigDecimal parse(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > LARGEST_EXPONENT ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
