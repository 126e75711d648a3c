package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are no whole Parquet file. */
class BadFileTest {

    private static final int FOOTER_LENGTH_BYTES = 4;
    private static final int MAGIC_BYTES = 4;

    /** Of all cases: each leaves it as it was. */
    private static final Workbench SHARED = Items.bench();

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 0.6, 0.8, 0.9, 0.97})
    void aFileThatWasCutShortIsRefused(double kept) {
        byte[] whole = manyRows();
        refuses(Arrays.copyOf(whole, (int) (whole.length * kept)), "cut short");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8, 9, 100})
    void aFileWithoutItsLastBytesIsRefused(int missing) {
        byte[] whole = manyRows();
        refuses(Arrays.copyOf(whole, whole.length - missing), "cut short");
    }

    @Test
    void aFileWithAPieceMissingInTheMiddleIsRefused() {
        byte[] whole = manyRows();
        int cut = whole.length / 4;
        byte[] holed = new byte[whole.length - 100];
        System.arraycopy(whole, 0, holed, 0, cut);
        System.arraycopy(whole, cut + 100, holed, cut, holed.length - cut);
        refuses(holed);
    }

    @Test
    void aFileWhoseFooterIsCutButWhoseEndIsThereIsRefused() {
        byte[] whole = manyRows();
        int end = FOOTER_LENGTH_BYTES + MAGIC_BYTES;
        byte[] holed = Arrays.copyOf(whole, whole.length - 50);
        System.arraycopy(whole, whole.length - end, holed, holed.length - end, end);
        refuses(holed);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 100_000_000})
    void aFileWithAnImpossibleFooterLengthIsRefused(int length) {
        byte[] bytes = manyRows();
        int at = bytes.length - MAGIC_BYTES - FOOTER_LENGTH_BYTES;
        for (int i = 0; i < FOOTER_LENGTH_BYTES; i++) {
            bytes[at + i] = (byte) (length >> (8 * i));
        }
        refuses(bytes);
    }

    @Test
    void zerosInADataPageAreRefused() {
        byte[] bytes = manyRows();
        int middle = bytes.length / 3; // in the weights, which are most of the file
        Arrays.fill(bytes, middle, middle + 100, (byte) 0);
        refuses(bytes);
    }

    @Test
    void aFlippedBitInAnUncompressedPageIsRefused() {
        byte[] bytes = manyRows(CompressionCodecName.UNCOMPRESSED); // nothing but the checksum can tell
        int at = new String(bytes, US_ASCII).indexOf(Workbench.MARKER);
        assertThat(at).isPositive();
        bytes[at] ^= (byte) 1;
        refuses(bytes, "CRC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PAR", "PAR1", "PAR1PAR1", "PAR1\0\0\0\0PAR1"})
    void aFileThatIsTooShortIsRefused(String content) {
        refuses(content.getBytes(US_ASCII));
    }

    @Test
    void aForeignFileIsRefused() {
        String line = "I,2024-06-12 10:15:30.123456,4," + Workbench.MARKER + "\n";
        refuses(line.repeat(100).getBytes(US_ASCII), "begins and ends with PAR1");
    }

    @Test
    void aWrongMagicIsRefused() {
        byte[] bytes = manyRows();
        bytes[bytes.length - 1] = 'X';
        refuses(bytes, "begins and ends with PAR1");
    }

    @Test
    void anEncryptedFooterIsRefused() {
        byte[] bytes = manyRows();
        bytes[bytes.length - 1] = 'E';
        refuses(bytes);
    }

    @Test
    void nestedColumnsAreRefused() {
        String schema = Items.HEAD + "repeated binary tags (STRING);" + Items.TAIL;
        refuses(ParquetFixture.of(schema).bytes(), "column \"tags\" is nested", "expected columns of plain values");
    }

    @Test
    void oneBadObjectKeepsTheGoodOnesOfItsHourFromBeingApplied() {
        Workbench bench = Items.bench();
        bench.upload(Items.key(0), Items.goodFile(10, 11)).upload(Items.key(2), Items.goodFile(12));
        byte[] whole = manyRows();
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        bench.upload(Items.key(1), cut);
        Snapshot before = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR)).failedWith(ExitCode.DATA_REFUSED, bench.uri(Items.key(1)));
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    /** Whatever the damage, it is the data's: no run may call it a bug, or say what was in the file. */
    @Test
    void damageOfAnyKindIsNeverABug() {
        Workbench bench = Items.bench();
        Random random = new Random(20_240_612);
        byte[] whole = manyRows();
        for (int i = 0; i < 40; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length - 16);
            byte[] noise = new byte[1 + random.nextInt(8)];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, at, noise.length);
            bench.upload(Items.key(0), damaged);
            Outcome outcome = bench.run("load", "--hour", Items.HOUR);
            assertThat(outcome.exitCode())
                    .as("bytes from %d of %d: %s", at, whole.length, outcome.err())
                    .isIn(ExitCode.OK.number(), ExitCode.DATA_REFUSED.number());
        }
    }

    private static void refuses(byte[] content, String... parts) {
        SHARED.upload(Items.key(0), content);
        Snapshot before = SHARED.snapshot();
        assertThat(SHARED.run("load", "--hour", Items.HOUR))
                .failedWith(ExitCode.DATA_REFUSED, SHARED.uri(Items.key(0)) + ": cannot be read as Parquet")
                .failedWith(ExitCode.DATA_REFUSED, parts)
                .withErrorClass("DataRefusedException");
        assertThat(SHARED.snapshot()).isEqualTo(before);
    }

    private static byte[] manyRows() {
        return manyRows(CompressionCodecName.SNAPPY);
    }

    private static byte[] manyRows(CompressionCodecName codec) {
        ParquetFixture file = Items.file("optional double weight;").codec(codec).dictionary(false);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            file.row(Items.row("I", 1_000 + i, random.nextDouble()));
        }
        return file.bytes();
    }
}
