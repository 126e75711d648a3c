package io.tidemark.loader.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys keep their numbers, however many they are and whatever they hash to. */
class KeyTableTest {

    @Test
    void keysAreFoundAgainAfterTheTableGrew() {
        KeyTable table = new KeyTable();
        int keys = 100_000;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < keys; i++) {
                byte[] key = ("k" + i + "x".repeat(i % 90)).getBytes(UTF_8);
                assertThat(numberOf(table, key)).isEqualTo(i);
            }
        }
        assertThat(table.size()).isEqualTo(keys);
    }

    /** More pages than there is room for at first. */
    @Test
    void longestKeysAreReadBackFromManyPages() {
        KeyTable table = new KeyTable();
        byte[][] keys =
                IntStream.range(0, 300).mapToObj(KeyTableTest::longestKey).toArray(byte[][]::new);
        for (byte[] key : keys) {
            numberOf(table, key);
        }

        for (int i = 0; i < keys.length; i++) {
            int from = table.offset(i);
            assertThat(Arrays.copyOfRange(table.page(i), from, from + table.length(i)))
                    .isEqualTo(keys[i]);
            assertThat(numberOf(table, keys[i])).isEqualTo(i);
        }
    }

    @Test
    void differentKeysOfTheSameHashAreKeptApart() {
        Map<Integer, Long> seen = new HashMap<>();
        long number = 0;
        Long same = null;
        while (same == null) {
            number++;
            same = seen.put((int) hash(bytes(number)), number);
        }

        KeyTable table = new KeyTable();
        assertThat(numberOf(table, bytes(same))).isZero();
        assertThat(numberOf(table, bytes(number))).isEqualTo(1);
        assertThat(numberOf(table, bytes(same))).isZero();
    }

    /** Otherwise keys that differ little crowd into the same slots and passes. */
    @ParameterizedTest(name = "key of {0} bytes")
    @ValueSource(ints = {4, 7, 8, 13, 16, 21})
    void eachBitOfAKeyChangesHalfOfItsHash(int length) {
        int samples = 1_000;
        Random random = new Random(length);
        for (int bit = 0; bit < length * Byte.SIZE; bit++) {
            int[] changes = new int[Long.SIZE];
            for (int sample = 0; sample < samples; sample++) {
                byte[] key = new byte[length];
                random.nextBytes(key);
                long before = hash(key);
                key[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                long changed = before ^ hash(key);
                for (int i = 0; i < Long.SIZE; i++) {
                    changes[i] += (int) (changed >>> i & 1);
                }
            }
            assertThat(IntStream.of(changes).boxed())
                    .as("bit %d", bit)
                    .allSatisfy(count -> assertThat(count).isBetween(400, 600));
        }
    }

    @Test
    void lengthTellsKeysOfZerosApart() {
        assertThat(IntStream.range(0, 1_000).map(length -> (int) hash(new byte[length])))
                .doesNotHaveDuplicates();
    }

    private static byte[] longestKey(int number) {
        return ByteBuffer.allocate(KeyTable.LONGEST_KEY)
                .putInt(KeyTable.LONGEST_KEY - Integer.BYTES, number)
                .array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static int numberOf(KeyTable table, byte[] key) {
        return table.numberOf(key, 0, key.length, (int) hash(key));
    }

    private static long hash(byte[] key) {
        return KeyTable.hash(key, 0, key.length);
    }
}
