package io.tidemark.loader.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number has one form on the wire, however it arrives; {@link EncodersTest} asks PostgreSQL whether it is the right one. */
class NumericEncoderTest {

    @ParameterizedTest(name = "numeric({0},{1})")
    @CsvSource({"0,0", "12,2", "5,5", "3,6", "38,10", "4,-2", "18,0", "1,0", "15,3", "1000,1000"})
    void shortNumbersAreEncodedAsLongOnesAre(int precision, int scale) {
        ColumnType type = new ColumnType("numeric", "numeric", ColumnType.Kind.NUMERIC, precision, scale);
        TargetColumn column = new TargetColumn("n", type, false, false);
        for (long unscaled : numbers()) {
            for (int numberScale : new int[] {-3, 0, 1, 2, 3, 4, 5, 6, 9, 17, 1_000}) {
                assertThat(encoded(column, encoder -> encoder.ofDecimal(unscaled, numberScale)))
                        .as("%d of scale %d", unscaled, numberScale)
                        .isEqualTo(encoded(
                                column, encoder -> encoder.ofDecimal(BigInteger.valueOf(unscaled), numberScale)));
            }
        }
    }

    /** Powers of ten, their neighbours, numbers with zeros at either end, and any others. */
    private static long[] numbers() {
        Random random = new Random(7);
        LongStream powers = IntStream.rangeClosed(0, 18)
                .mapToLong(digits -> Math.round(Math.pow(10, digits)))
                .flatMap(power -> LongStream.of(power - 1, power, power + 1, power * 9 / 10));
        LongStream others = LongStream.generate(() -> random.nextLong() >> random.nextInt(Long.SIZE))
                .limit(500);
        return LongStream.concat(powers, others)
                .flatMap(number -> LongStream.of(number, -number))
                .toArray();
    }

    /** The field, or what is said of a number that the column cannot hold. */
    private static String encoded(TargetColumn column, Consumer<NumericEncoder> number) {
        CopyBuffer out = new CopyBuffer(new byte[0]);
        try {
            number.accept(new NumericEncoder(column, out, false));
        } catch (ValueRefusedException e) {
            return e.toString();
        }
        return HexFormat.of().formatHex(Arrays.copyOf(out.bytes(), out.length()));
    }
}
