package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.ChangeScan;
import io.tidemark.loader.read.RowSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a reader hands over, as lines of text. */
final class Recorded {

    private Recorded() {}

    /** One line for each change: row, operation, the counter of its sequence, key, columns that were not logged. */
    static List<String> scan(ChangeReader reader, ChangeColumns roles) {
        Scan scan = new Scan(roles.key().size());
        reader.scan(roles, scan);
        return scan.lines;
    }

    /** One line for each of the rows with those columns. */
    static List<String> rows(ChangeReader reader, ChangeColumns roles, List<String> names, int... numbers) {
        BitSet chosen = new BitSet();
        Arrays.stream(numbers).forEach(chosen::set);
        Decoded decoded = new Decoded(names.size());
        reader.decode(roles, names, chosen, decoded);
        return decoded.lines;
    }

    private static final class Scan implements ChangeScan {

        private final List<String> lines = new ArrayList<>();
        private final List<String> key = new ArrayList<>();
        private final List<ValueSink> sinks;
        private String unlogged = "";

        Scan(int columns) {
            sinks = Collections.nCopies(columns, new Texts(key));
        }

        @Override
        public List<ValueSink> keySinks() {
            return sinks;
        }

        @Override
        public void startKey() {
            key.clear();
        }

        @Override
        public void unlogged(int kept) {
            unlogged += " unlogged " + kept;
        }

        @Override
        public void committed(long epochMicroseconds) {
            // The sequence is what the lines show.
        }

        @Override
        public void ignored() {
            lines.add("ignored");
        }

        @Override
        public void change(int row, Operation operation, long time, long sequence, long ordinal) {
            lines.add("row " + row + " " + operation + " " + sequence + " key " + String.join(", ", key) + unlogged);
            unlogged = "";
        }

        @Override
        public void refused(int row, Optional<String> column, ValueRefusedException reason) {
            throw new AssertionError("row " + row + " " + column + ": " + reason.getMessage());
        }

        @Override
        public void keyBefore() {
            int last = lines.size() - 1;
            lines.set(last, lines.get(last) + " before " + String.join(", ", key));
        }
    }

    private static final class Decoded implements RowSink {

        private final List<String> lines = new ArrayList<>();
        private final List<String> values = new ArrayList<>();
        private final List<ValueSink> sinks;
        private int current;

        Decoded(int columns) {
            sinks = Collections.nCopies(columns, new Texts(values));
        }

        @Override
        public List<ValueSink> sinks() {
            return sinks;
        }

        @Override
        public void startRow(int row, long time, long sequence, long ordinal) {
            current = row;
            values.clear();
        }

        @Override
        public void refused(int row, Optional<String> column, ValueRefusedException reason) {
            throw new AssertionError("row " + row + " " + column + ": " + reason.getMessage());
        }

        @Override
        public void endRow() {
            lines.add("row " + current + ": " + String.join(", ", values));
        }
    }

    /** All kinds of values as text. */
    private record Texts(List<String> out) implements ValueSink {

        private void add(Object value) {
            out.add(value.toString());
        }

        @Override
        public void ofNull() {
            add("NULL");
        }

        @Override
        public void ofUnavailable() {
            add("unlogged");
        }

        @Override
        public void ofBoolean(boolean value) {
            add(value);
        }

        @Override
        public void ofInteger(long value) {
            add(value);
        }

        @Override
        public void ofFloat(float value) {
            add(value);
        }

        @Override
        public void ofDouble(double value) {
            add(value);
        }

        @Override
        public void ofDecimal(long unscaled, int scale) {
            add(BigDecimal.valueOf(unscaled, scale));
        }

        @Override
        public void ofDecimal(BigInteger unscaled, int scale) {
            add(new BigDecimal(unscaled, scale));
        }

        @Override
        public void ofDate(int epochDay) {
            add("day " + epochDay);
        }

        @Override
        public void ofTime(long microseconds) {
            add("time " + microseconds);
        }

        @Override
        public void ofTimestamp(long epochMicroseconds) {
            add("timestamp " + epochMicroseconds);
        }

        @Override
        public void ofText(ByteBuffer utf8) {
            add(UTF_8.decode(utf8));
        }

        @Override
        public void ofBytes(ByteBuffer bytes) {
            add(bytes.remaining() + " bytes");
        }
    }
}
