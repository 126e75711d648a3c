package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.RowSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Collects the texts of some columns from the first rows of an object. */
final class TextSample implements RowSink {

    private static final int MOST_ROWS = 1_000;

    private final List<Texts> columns;

    private TextSample(int columns) {
        this.columns = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            this.columns.add(new Texts());
        }
    }

    /** For each of the columns, which hold text, its values that are not NULL. */
    static List<List<String>> of(ChangeReader reader, ChangeColumns roles, List<String> names) {
        TextSample sample = new TextSample(names.size());
        BitSet rows = new BitSet();
        rows.set(0, (int) Math.min(reader.rows(), MOST_ROWS));
        if (!rows.isEmpty()) {
            reader.decode(roles, names, rows, sample);
        }
        return sample.columns.stream().map(texts -> List.copyOf(texts.values)).toList();
    }

    @Override
    public List<ValueSink> sinks() {
        return List.copyOf(columns);
    }

    @Override
    public void startRow(int row, long time, long sequence, long ordinal) {
        // The sample has no use for positions.
    }

    @Override
    public void refused(int row, Optional<String> column, ValueRefusedException reason) {
        // A sample can do without the row; the load will say what is wrong with it.
    }

    @Override
    public void endRow() {
        // Values are complete by themselves.
    }

    private static final class Texts extends TextSink {

        private final List<String> values = new ArrayList<>();

        @Override
        public void ofText(ByteBuffer utf8) {
            values.add(UTF_8.decode(utf8).toString());
        }

        @Override
        public void ofNull() {
            // NULL says nothing about the type.
        }

        @Override
        public void ofBoolean(boolean value) {
            values.add(String.valueOf(value)); // where the format allows any kind, a column of several is text
        }
    }
}
