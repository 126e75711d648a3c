package io.tidemark.loader.read.debezium;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.debezium.ChangeEvent.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON, one behind the other, whatever stands between them: a line end, white space, or nothing, as Firehose
 * does it. Memory holds one event.
 */
final class JsonEvents implements EventStream {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(200_000) // PostgreSQL's longest numeric has 147,455 digits
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // 1.10 is what the source shows
            .build();

    private final JsonParser parser;

    /** The last schema and its types: Kafka Connect repeats it with every event. */
    private @Nullable JsonNode schema;

    private ConnectType types;
    private final ConnectType undeclared;

    JsonEvents(InputStream in, ConnectType undeclaredRow) throws IOException {
        this.undeclared = new ConnectType(
                ConnectType.Kind.STRUCT, null, Map.of(), null, Map.of("before", undeclaredRow, "after", undeclaredRow));
        this.types = undeclared;
        this.parser = new SignedZeros(MAPPER.createParser(in));
    }

    @Override
    public boolean next() throws IOException {
        parser.skipChildren(); // of an event that nobody read
        return parser.nextToken() != null;
    }

    @Override
    public @Nullable ChangeEvent event() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        JsonNode event = MAPPER.readTree(parser);
        if (!event.isObject()) {
            throw new ValueRefusedException(
                    "a JSON value that is no object; expected Debezium's change events, one behind the other");
        }
        boolean declared = event.has("schema") && event.has("payload");
        JsonNode payload = declared ? event.path("payload") : event;
        if (payload.isNull()) {
            return null;
        }
        return envelope(payload, declared ? typesOf(event.path("schema")) : undeclared);
    }

    private ConnectType typesOf(JsonNode declared) {
        if (!declared.equals(schema)) {
            types = declared.isNull() ? undeclared : ConnectSchema.of(declared);
            schema = declared;
        }
        return types;
    }

    private static ChangeEvent envelope(JsonNode payload, ConnectType type) {
        Envelope.require(payload::has);
        return new ChangeEvent(
                payload.path("op").asText(),
                row(payload.path("before"), type.field("before")),
                row(payload.path("after"), type.field("after")),
                JsonValue.struct(payload.path("source"), type.field("source")));
    }

    private static @Nullable Row row(JsonNode node, ConnectType type) {
        return node.isNull() || node.isMissingNode() ? null : new Row(type, JsonValue.struct(node, type));
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Lets a tree have minus zero as a double, by calling it what no BigDecimal can be: it has no minus zero either. */
    private static final class SignedZeros extends JsonParserDelegate {

        private static final Pattern MINUS_ZERO = Pattern.compile("-0(\\.0+)?([eE].*)?");

        SignedZeros(JsonParser parser) {
            super(parser);
        }

        @Override
        public boolean isNaN() throws IOException {
            return super.isNaN() || MINUS_ZERO.matcher(getText()).matches();
        }
    }
}
