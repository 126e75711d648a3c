package io.tidemark.loader.types;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.load.EventFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events of Debezium's PostgreSQL connector with default settings. What it writes for each value was recorded from a real
 * connector ({@code types/README.md} says how); only values of more than 8,000 characters are made up here.
 */
final class DebeziumTypes implements TypeFormat {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode RECORDED = recorded();

    private final String name;
    private final String objectName;
    private final Function<EventFile, byte[]> writer;

    private DebeziumTypes(String name, String objectName, Function<EventFile, byte[]> writer) {
        this.name = name;
        this.objectName = objectName;
        this.writer = writer;
    }

    /** JSON with the schema beside each payload. */
    static TypeFormat json() {
        return new DebeziumTypes("Debezium JSON", "part-0.json", EventFile::jsonWithSchema);
    }

    /** An Avro container file. */
    static TypeFormat avro() {
        return new DebeziumTypes("Debezium Avro", "part-0.avro", EventFile::avro);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> settings() {
        return List.of("pipelines.types.source.format = debezium");
    }

    @Override
    public String objectName() {
        return objectName;
    }

    @Override
    public String writes(SourceType type) {
        JsonNode schema = schema(type);
        String semantic = schema.path("name").asText("");
        return semantic.isEmpty() ? schema.path("type").asText() : semantic.substring(semantic.lastIndexOf('.') + 1);
    }

    @Override
    public boolean has(SourceType type) {
        return !schema(type).isNull();
    }

    @Override
    public String keeps(SourceType type) {
        return type.debezium().keeps();
    }

    @Override
    public @Nullable String loses(SourceType type) {
        return type.debezium().loses();
    }

    @Override
    public Written written(SourceType type, EdgeValue value, SourceDatabase source) {
        JsonNode schema = schema(type);
        if (value.isStray()) {
            return schema.path("type").asText().equals("string")
                    ? Written.of(JsonNodeFactory.instance.textNode(requireNonNull(value.file())))
                    : Written.lost("not tried");
        }
        JsonNode written = RECORDED.path(type.name()).path("values").path(value.source());
        if (written.isMissingNode()) {
            throw new AssertionError(
                    "nothing was recorded for " + type.name() + " " + value.source() + "; see types/README.md");
        }
        if (written.path("stops").asBoolean()) {
            return Written.lost("the connector stops");
        }
        return Written.of(written.path("large").asBoolean() ? large(schema, type, value, source) : written);
    }

    @Override
    public byte[] file(List<SourceType> types, List<Row> rows) {
        List<Integer> columns = IntStream.range(0, types.size())
                .filter(i -> has(types.get(i)))
                .boxed()
                .toList();
        EventFile file = EventFile.of(Stream.concat(
                        Stream.of("id int64"), columns.stream().map(i -> "c" + i + " " + schema(types.get(i))))
                .toArray(String[]::new));
        for (Row row : rows) {
            ObjectNode after = JSON.createObjectNode().put("id", row.id());
            if (row.value() instanceof JsonNode value) {
                after.set("c" + row.column(), value);
            }
            file.update(100 + row.id(), after.toString());
        }
        return writer.apply(file);
    }

    private static JsonNode large(JsonNode schema, SourceType type, EdgeValue value, SourceDatabase source) {
        try {
            return switch (schema.path("type").asText()) {
                case "string" -> JsonNodeFactory.instance.textNode(source.shownText(type, value));
                case "bytes" ->
                    JsonNodeFactory.instance.binaryNode(
                            HexFormat.of().parseHex(source.query("encode(v, 'hex')", type, value)));
                case "struct" -> variableScale(source.shownText(type, value));
                case "array" -> JSON.createArrayNode().add(variableScale(source.query("v[1]::text", type, value)));
                default -> throw new AssertionError("no large value of " + schema);
            };
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode variableScale(String integer) {
        return JSON.createObjectNode().put("scale", 0).put("value", new BigInteger(integer).toByteArray());
    }

    private static JsonNode schema(SourceType type) {
        return RECORDED.path(type.name()).path("schema");
    }

    private static JsonNode recorded() {
        try (InputStream file = requireNonNull(DebeziumTypes.class.getResourceAsStream("/types/debezium.json"))) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
