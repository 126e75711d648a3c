package io.tidemark.loader.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decimal digits in ASCII, eight at a time: a change sequence has 35 of them in every row. */
final class Digits {

    /** What {@link #eight} answers for anything else than digits. */
    static final int NONE = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_HIGH_HALF = 0xF0F0_F0F0_F0F0_F0F0L;
    private static final long EACH_ZERO = 0x3030_3030_3030_3030L;
    private static final long EACH_SIX = 0x0606_0606_0606_0606L;

    /** One time what stands above and so many times what stands below, which is the digit written first. */
    private static final long TENS = 1 + (10L << 8);

    private static final long HUNDREDS = 1 + (100L << 16);
    private static final long TEN_THOUSANDS = 1 + (10_000L << 32);

    private Digits() {}

    /** The number of the eight digits from there on. Neighbours are joined to pairs, pairs to fours, fours to all eight. */
    static int eight(byte[] text, int from) {
        long digits = (long) LONG.get(text, from);
        if ((digits & EACH_HIGH_HALF) != EACH_ZERO || ((digits + EACH_SIX) & EACH_HIGH_HALF) != EACH_ZERO) {
            return NONE;
        }
        long pairs = (((digits - EACH_ZERO) * TENS) >>> 8) & 0x00FF_00FF_00FF_00FFL;
        long fours = ((pairs * HUNDREDS) >>> 16) & 0x0000_FFFF_0000_FFFFL;
        return (int) ((fours * TEN_THOUSANDS) >>> 32);
    }

    /** The number of some digits, at most nine. */
    static int some(byte[] text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
