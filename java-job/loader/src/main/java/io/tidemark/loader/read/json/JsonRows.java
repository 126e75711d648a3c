package io.tidemark.loader.read.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.RowField;
import io.tidemark.loader.read.RowStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The rows of a JSON object: the JSON objects that it has one behind the other, also within arrays. */
final class JsonRows implements RowStream {

    /** Larger than any value that DMS is told to write. */
    private static final int LONGEST_TEXT = 64 * 1024 * 1024;

    /** PostgreSQL's longest numeric. */
    private static final int LONGEST_NUMBER = 131_072 + 16_383 + 2;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    /** Takes the members of rows; {@link #member} leaves the parser at the end of the value. */
    interface Members {

        void startRow();

        void member(String name, JsonParser parser, SourceBytes source) throws IOException;
    }

    private final SourceBytes source;
    private final JsonParser parser;
    private final Members members;
    private final Map<String, JsonField> fields = new HashMap<>();

    private JsonRows(InputStream text, Set<String> columns) throws IOException {
        this.source = new SourceBytes(text);
        this.parser = JSON.createParser(source);
        this.members = new Wanted();
        columns.forEach(name -> fields.put(name, new JsonField(name)));
    }

    private JsonRows(InputStream text, Members members) throws IOException {
        this.source = new SourceBytes(text);
        this.parser = JSON.createParser(source);
        this.members = members;
    }

    /** Rows with those of their members. */
    static JsonRows open(InputStream text, Set<String> columns) throws IOException {
        return new JsonRows(text, columns);
    }

    /** Rows whose members someone else takes. */
    static JsonRows open(InputStream text, Members members) throws IOException {
        return new JsonRows(text, members);
    }

    @Override
    public RowField field(String name) {
        JsonField field = fields.get(name);
        if (field == null) {
            throw new IllegalStateException("column " + name + " was not asked for");
        }
        return field;
    }

    @Override
    public boolean next() throws IOException {
        try {
            if (!findRow()) {
                return false;
            }
            source.startRow(parser.currentTokenLocation().getByteOffset());
            members.startRow();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.member(name, parser, source);
            }
            return true;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private boolean findRow() throws IOException {
        JsonToken token = parser.nextToken();
        while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
            if (token == JsonToken.START_ARRAY && parser.getParsingContext().getNestingDepth() > 1) {
                throw new ValueRefusedException("an array within an array; expected a JSON object with members");
            }
            token = parser.nextToken();
        }
        if (token != null && token != JsonToken.START_OBJECT) {
            throw new ValueRefusedException("a plain value; expected a JSON object with members");
        }
        if (token != null && parser.currentTokenLocation().getByteOffset() < 0) {
            throw new IOException("not UTF-8; expected JSON in UTF-8");
        }
        return token != null;
    }

    /** What the parser says may quote the row, so that it is said anew. */
    private static IOException malformed(JsonProcessingException failure) {
        JsonLocation place = failure.getLocation();
        String at = place == null ? "" : " at line " + place.getLineNr() + ", character " + place.getColumnNr();
        String found = "not JSON in UTF-8";
        if (failure instanceof JsonEOFException) {
            found = "the JSON ends too early";
        } else if (failure instanceof StreamConstraintsException) {
            found = "a text of more than " + LONGEST_TEXT / (1024 * 1024) + " MiB, a number of more than "
                    + LONGEST_NUMBER + " digits, or objects too deep within each other";
        }
        return new IOException(found + at);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Keeps the members that were asked for. */
    private final class Wanted implements Members {

        @Override
        public void startRow() {
            fields.values().forEach(JsonField::clear);
        }

        @Override
        public void member(String name, JsonParser parser, SourceBytes source) throws IOException {
            JsonField field = fields.get(name);
            if (field == null) {
                parser.skipChildren();
            } else {
                field.set(parser, source);
            }
        }
    }
}
