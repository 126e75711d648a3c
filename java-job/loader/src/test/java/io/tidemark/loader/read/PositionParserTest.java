package io.tidemark.loader.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The 35 digits of a change sequence become the numbers that they say; anything else is refused. */
class PositionParserTest {

    private static final String SEQUENCE = "20240501123456780000000000000001234";

    private final PositionParser parser = new PositionParser(new SourceObject("b", "t/part-1.parquet", "e", 1, null));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyDigitCounts(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            String digits = String.format(
                    Locale.ROOT,
                    "%04d%02d%02d%02d%02d%02d%02d%019d",
                    1 + random.nextInt(9_999),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    random.nextInt(24),
                    random.nextInt(60),
                    random.nextInt(60),
                    random.nextInt(100),
                    random.nextLong() >>> (1 + random.nextInt(60)));

            parser.changeSequence(ByteBuffer.wrap(digits.getBytes(ISO_8859_1)));

            assertThat(position()).hasToString(digits);
        }
    }

    /** The counter has 19 digits, of which the largest need the 64th bit. */
    @Test
    void counterIsUnsigned() {
        String digits = SEQUENCE.substring(0, Position.TIME_DIGITS) + "9".repeat(Position.SEQUENCE_DIGITS);

        parser.changeSequence(ByteBuffer.wrap(digits.getBytes(ISO_8859_1)));

        assertThat(position()).hasToString(digits);
    }

    @Test
    void textMayLieAnywhereInABuffer() {
        byte[] page = ("behind it " + SEQUENCE + " before it").getBytes(ISO_8859_1);
        ByteBuffer text = ByteBuffer.wrap(page, 10, SEQUENCE.length());
        for (ByteBuffer form : new ByteBuffer[] {text, text.slice(), text.asReadOnlyBuffer()}) {
            parser.fullLoad(Position.FULL_LOAD);

            parser.changeSequence(form);

            assertThat(position()).hasToString(SEQUENCE);
        }
    }

    @Test
    void anythingButADigitIsRefusedWhereverItStands() {
        IntStream.range(0, SEQUENCE.length())
                .forEach(place -> "/:?@ \0pM°ÿ".chars().forEach(wrong -> {
                    StringBuilder digits = new StringBuilder(SEQUENCE);
                    digits.setCharAt(place, (char) wrong);

                    assertThatThrownBy(() -> parser.changeSequence(
                                    ByteBuffer.wrap(digits.toString().getBytes(ISO_8859_1))))
                            .isInstanceOf(ValueRefusedException.class)
                            .hasMessage("a change sequence that is not all digits; expected $AR_H_CHANGE_SEQ");
                }));
    }

    private Position position() {
        return new Position(parser.time(), parser.sequence(), parser.ordinal());
    }
}
