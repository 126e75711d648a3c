package io.tidemark.loader.read.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.RowField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * A member of the current row. A number is handed over as the text that it has in the file, so that none of its digits is
 * lost; an object or array as its text too, blanks and all.
 */
final class JsonField implements RowField {

    private enum Kind {
        ABSENT,
        NULL,
        TRUE,
        FALSE,
        TEXT
    }

    private final String name;
    private Kind kind = Kind.ABSENT;
    private ByteBuffer text = ByteBuffer.allocate(0);

    JsonField(String name) {
        this.name = name;
    }

    /** Makes the field that of a row that does not have the member. */
    void clear() {
        kind = Kind.ABSENT;
    }

    /** Takes the value that the parser stands at, and leaves it at the value's end. */
    void set(JsonParser parser, SourceBytes source) throws IOException {
        JsonToken token = parser.currentToken();
        switch (token) {
            case VALUE_NULL -> kind = Kind.NULL;
            case VALUE_TRUE -> kind = Kind.TRUE;
            case VALUE_FALSE -> kind = Kind.FALSE;
            case START_OBJECT, START_ARRAY -> {
                long from = parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                setText(source.between(from, parser.currentLocation().getByteOffset()));
            }
            default -> setText(encoded(parser));
        }
    }

    private void setText(ByteBuffer value) {
        kind = Kind.TEXT;
        text = value;
    }

    private ByteBuffer encoded(JsonParser parser) throws IOException {
        CharBuffer characters =
                CharBuffer.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        try {
            return UTF_8.newEncoder().encode(characters);
        } catch (CharacterCodingException e) {
            throw new ValueRefusedException("column \"" + name + "\": a text with half of a surrogate pair");
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** Operation, position and key of a row that lacks them are missing, like those that are null. */
    @Override
    public boolean isNull() {
        return kind == Kind.NULL || kind == Kind.ABSENT;
    }

    @Override
    public ByteBuffer text() {
        return switch (kind) {
            case TRUE -> UTF_8.encode("true");
            case FALSE -> UTF_8.encode("false");
            case TEXT -> text.duplicate();
            case ABSENT, NULL -> throw new IllegalStateException(name + " has no value");
        };
    }

    /** What a row does not have is not NULL: only a column that may lack its value can do without. */
    @Override
    public void push(ValueSink sink) {
        switch (kind) {
            case ABSENT -> sink.ofUnavailable();
            case NULL -> sink.ofNull();
            case TRUE -> sink.ofBoolean(true);
            case FALSE -> sink.ofBoolean(false);
            case TEXT -> sink.ofText(text.duplicate());
        }
    }

    @Override
    public void skip() {
        // The next row sets all fields anew.
    }

    @Override
    public boolean isUnlogged(Operation operation) {
        return kind == Kind.ABSENT ? operation != Operation.DELETE : RowField.super.isUnlogged(operation);
    }
}
