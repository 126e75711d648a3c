package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.RowSink;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

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
    public void endRow() {
        // Values are complete by themselves.
    }

    /** Only texts are asked for, so that the other kinds never come. */
    private static final class Texts implements ValueSink {

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
        public void ofUnavailable() {
            // Nor does a value that was not logged.
        }

        @Override
        public void ofBoolean(boolean value) {
            values.add(String.valueOf(value)); // where the format allows any kind, a column of several is text
        }

        @Override
        public void ofInteger(long value) {
            throw notText();
        }

        @Override
        public void ofFloat(float value) {
            throw notText();
        }

        @Override
        public void ofDouble(double value) {
            throw notText();
        }

        @Override
        public void ofDecimal(long unscaled, int scale) {
            throw notText();
        }

        @Override
        public void ofDecimal(BigInteger unscaled, int scale) {
            throw notText();
        }

        @Override
        public void ofDate(int epochDay) {
            throw notText();
        }

        @Override
        public void ofTime(long microseconds) {
            throw notText();
        }

        @Override
        public void ofTimestamp(long epochMicroseconds) {
            throw notText();
        }

        @Override
        public void ofBytes(ByteBuffer bytes) {
            throw notText();
        }

        private static IllegalStateException notText() {
            return new IllegalStateException("a column that was declared as text holds something else");
        }
    }
}
