package io.tidemark.loader.read.json;

import com.fasterxml.jackson.core.JsonParser;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.FileColumn;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through all rows of an object: only then is it known which columns it has, since each row may have others. Finds
 * the type that holds every value of each column.
 */
final class JsonSurvey implements JsonRows.Members {

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private long rows;

    @Override
    public void startRow() {
        rows++;
    }

    @Override
    public void member(String name, JsonParser parser, SourceBytes source) throws IOException {
        Column column = columns.computeIfAbsent(name, key -> new Column());
        if (column.lastRow == rows) {
            throw new ValueRefusedException("two members of the same name \"" + name + "\"; expected one");
        }
        column.lastRow = rows;
        column.see(parser);
    }

    long rows() {
        return rows;
    }

    /** The columns of all rows, in the order in which they were met. */
    List<FileColumn> columns() {
        return columns.entrySet().stream()
                .map(column -> column.getValue().named(column.getKey()))
                .toList();
    }

    /** What was seen of a column. */
    private static final class Column {

        private long lastRow;
        private boolean texts;
        private boolean booleans;
        private boolean nested;
        private boolean integers;
        private boolean numbers;

        void see(JsonParser parser) throws IOException {
            switch (parser.currentToken()) {
                case VALUE_NULL -> {
                    // NULL says nothing about the type.
                }
                case VALUE_TRUE, VALUE_FALSE -> booleans = true;
                case VALUE_NUMBER_INT -> {
                    boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                    integers |= fits;
                    numbers |= !fits;
                }
                case VALUE_NUMBER_FLOAT -> numbers = true;
                case START_OBJECT, START_ARRAY -> {
                    nested = true;
                    parser.skipChildren();
                }
                default -> texts = true;
            }
        }

        FileColumn named(String name) {
            boolean number = integers || numbers;
            int kinds = (texts ? 1 : 0) + (booleans ? 1 : 0) + (nested ? 1 : 0) + (number ? 1 : 0);
            if (kinds > 1) {
                return new FileColumn(name, "JSON of several kinds", "text");
            }
            if (number) {
                return new FileColumn(name, "JSON number", numbers ? "numeric" : "bigint");
            }
            if (nested) {
                return new FileColumn(name, "JSON object or array", "json");
            }
            return booleans
                    ? new FileColumn(name, "JSON boolean", "boolean")
                    : new FileColumn(name, texts ? "JSON text" : "JSON null", "text");
        }
    }
}
