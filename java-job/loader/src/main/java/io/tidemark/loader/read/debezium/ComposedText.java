package io.tidemark.loader.read.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.WrittenValue;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Arrays and hstore as the text that PostgreSQL reads. Every element is quoted, so that none can be taken apart. */
final class ComposedText {

    private ComposedText() {}

    static String array(List<?> list, ConnectType items) {
        return list.stream().map(item -> element(item, items)).collect(Collectors.joining(",", "{", "}"));
    }

    static String hstore(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry -> quoted(String.valueOf(entry.getKey())) + "=>"
                        + (entry.getValue() == null
                                ? "NULL"
                                : quoted(entry.getValue().toString())))
                .collect(Collectors.joining(","));
    }

    private static String element(@Nullable Object item, ConnectType type) {
        if (item == null) {
            return "NULL";
        }
        if (item instanceof List<?> inner) {
            return array(inner, type);
        }
        ElementSink sink = new ElementSink();
        SemanticValue.push(type, item, sink);
        return quoted(sink.text);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Keeps the text of one element. */
    private static final class ElementSink extends WrittenValue {

        private String text = "";

        @Override
        public void ofNull() {
            throw new IllegalStateException("NULL has no text");
        }

        @Override
        public void ofUnavailable() {
            throw new IllegalStateException("an element is logged if its array is");
        }

        @Override
        protected void write(String value) {
            text = value;
        }

        @Override
        public void ofDate(int epochDay) {
            requireCommonEra(LocalDate.ofEpochDay(epochDay).getYear());
            super.ofDate(epochDay);
        }

        @Override
        public void ofTimestamp(long epochMicroseconds) {
            requireCommonEra(utc(epochMicroseconds).getYear());
            super.ofTimestamp(epochMicroseconds);
        }

        @Override
        public void ofText(ByteBuffer utf8) {
            text = UTF_8.decode(utf8).toString();
        }

        @Override
        public void ofBytes(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            text = "\\x" + HexFormat.of().formatHex(copy);
        }

        /** Other years look different in Java and in PostgreSQL. */
        private static void requireCommonEra(int year) {
            if (year < 1 || year > 9999) {
                throw new ValueRefusedException("an array with a date outside the years 1 to 9999");
            }
        }
    }
}
