package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.fold.KeyChanges;
import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpillTest {

    private static final int CHANGES = 3_000;

    @TempDir
    private Path folder;

    private record Change(
            String key,
            int object,
            int row,
            Operation operation,
            long time,
            long sequence,
            long ordinal,
            long unlogged) {

        void into(KeyChanges out, Random random) {
            byte[] bytes = HexFormat.of().parseHex(key);
            byte[] around = new byte[bytes.length + 2];
            random.nextBytes(around);
            System.arraycopy(bytes, 0, around, 1, bytes.length);
            out.add(around, 1, bytes.length, object, row, operation, time, sequence, ordinal, unlogged);
        }
    }

    @ParameterizedTest(name = "{0} parts")
    @ValueSource(ints = {2, 7, 600})
    void whatWasAddedComesBackInItsOrderAndInThePartOfItsKey(int parts) {
        Random random = new Random(parts);
        List<Change> changes = changes(random);
        try (KeySpill spill = new KeySpill(folder, parts)) {
            changes.forEach(change -> change.into(spill, random));

            assertThat(folder).as("files without a name").isEmptyDirectory();
            assertThat(spill.parts()).isEqualTo(Math.min(parts, 500));
            for (int part = 0; part < spill.parts(); part++) {
                assertThat(read(spill, part)).isEqualTo(ofPart(changes, part, spill.parts()));
            }
        }
    }

    @Test
    void aFolderThatTakesNoFilesIsNamedWithWhatToDo() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new KeySpill(missing, 3))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("temporary files in " + missing)
                .hasMessageContaining("raise load.fold-memory");
    }

    private static List<Change> changes(Random random) {
        Operation[] operations = Operation.values();
        List<Change> changes = new ArrayList<>();
        for (int row = 0; row < CHANGES; row++) {
            byte[] key = new byte[row == 17 ? Fold.longestKey() : random.nextInt(40)];
            random.nextBytes(key);
            changes.add(new Change(
                    HexFormat.of().formatHex(key),
                    random.nextInt(9),
                    row,
                    operations[row % operations.length],
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong()));
        }
        return changes;
    }

    private static List<Change> ofPart(List<Change> changes, int part, int parts) {
        return changes.stream()
                .filter(change -> {
                    byte[] key = HexFormat.of().parseHex(change.key);
                    return Fold.partOf(key, 0, key.length, parts) == part;
                })
                .toList();
    }

    private static List<Change> read(KeySpill spill, int part) {
        List<Change> read = new ArrayList<>();
        spill.read(part, (key, from, length, object, row, operation, time, sequence, ordinal, unlogged) -> {
            String hex = HexFormat.of().formatHex(Arrays.copyOfRange(key, from, from + length));
            read.add(new Change(hex, object, row, operation, time, sequence, ordinal, unlogged));
        });
        return read;
    }
}
