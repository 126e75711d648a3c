package io.tidemark.loader.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.sandbox.DmsChange;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/**
 * A change in each line, as a job makes it of DMS's files: numbers and booleans of JSON where it has them, texts as in CSV
 * for all the rest. DMS itself writes no JSON to S3.
 */
final class JsonTypes extends DmsTexts {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "JSON lines";
    }

    @Override
    public List<String> settings() {
        return List.of("pipelines.types.source.format = json");
    }

    @Override
    public String objectName() {
        return "part-0.json";
    }

    @Override
    public byte[] file(List<SourceType> types, List<Row> rows) {
        StringBuilder file = new StringBuilder();
        for (Row row : rows) {
            ObjectNode change = JSON.createObjectNode().put("Op", "U").put("dms_commit_ts", COMMITTED);
            change.put("id", row.id());
            for (int i = 0; i < types.size(); i++) {
                change.putNull("c" + i);
            }
            if (row.value() != null) {
                put(
                        change,
                        "c" + row.column(),
                        types.get(row.column()),
                        row.value().toString());
            }
            change.put("dms_change_seq", DmsChange.position(LocalDateTime.of(2024, 5, 1, 0, 0), row.id()));
            file.append(change).append('\n');
        }
        return file.toString().getBytes(UTF_8);
    }

    private static void put(ObjectNode change, String name, SourceType type, String text) {
        switch (type.dms().kind()) {
            case INT2, INT4, INT8, NUMERIC -> change.put(name, new BigDecimal(text));
            case REAL4, REAL8 -> putReal(change, name, text);
            case BOOLEAN -> change.put(name, Boolean.parseBoolean(text));
            default -> change.put(name, text);
        }
    }

    private static void putReal(ObjectNode change, String name, String text) {
        double value = Double.parseDouble(text);
        if (Double.isFinite(value)) {
            change.put(name, value);
        } else {
            change.put(name, text);
        }
    }
}
