package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.CsvFixture;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a format that writes row by row, as text, keeps besides. */
interface RowFormatContract extends FormatContract {

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int from = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, from, part.length);
            from += part.length;
        }
        return all;
    }

    private byte[] rows() {
        return write(Rows.changes().change("I", 1, 1, "one").change("I", 2, 2, "two"));
    }

    private void loads(byte[] content) {
        Mirror mirror = mirror();
        Mirror.Outcome outcome = load(mirror, content);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(table(mirror)).containsExactly(Map.of("id", 1L, "name", "one"), Map.of("id", 2L, "name", "two"));
    }

    @Test
    default void packedObjectsAreReadWhateverTheirName() {
        loads(CsvFixture.packed(rows()));
    }

    @Test
    default void aPackedObjectOfSeveralMembersIsReadAsAWhole() {
        byte[] rows = rows();
        loads(joined(
                CsvFixture.packed(Arrays.copyOf(rows, 50)),
                CsvFixture.packed(Arrays.copyOfRange(rows, 50, rows.length))));
    }

    @Test
    default void aDamagedPackedObjectIsRefused() {
        byte[] whole = CsvFixture.packed(rows());
        refused(Arrays.copyOf(whole, whole.length / 2), "cannot be read (");
        refused(Arrays.copyOf(whole, whole.length - 4), "cannot be read (");
        refused(joined(whole, new byte[40]), "bytes that are no gzip follow the gzip content");
        byte[] flipped = whole.clone();
        flipped[whole.length - 6] ^= 1;
        refused(flipped, "cannot be read (");
    }

    @Test
    default void aByteOrderMarkIsNoPartOfTheText() {
        loads(joined("\ufeff".getBytes(UTF_8), rows()));
    }

    @Test
    default void aPackedObjectOfNothingHasNoRows() {
        Mirror mirror = mirror();
        assertThat(load(mirror, CsvFixture.packed(new byte[0])).exitCode()).isZero();
        assertThat(table(mirror)).isEmpty();
    }

    @Test
    default void malformedTextIsRefusedWithItsRow() {
        byte[] content = write(Rows.changes().change("I", 1, 1, "one").change("I", 2, 2, "qz-private ??"));
        content[new String(content, UTF_8).indexOf('?')] = (byte) 0xc3;
        refused(content, ", row 2", "UTF-8");
    }
}
