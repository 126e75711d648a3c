package io.tidemark.loader.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows as DMS has them, told as Debezium would: an update of the key is a delete and an insert, a row without a change
 * sequence is one of a snapshot, and the counter of the sequence is the place in the WAL.
 */
final class EventRows {

    private static final int COUNTER = 16;
    private static final List<String> SPECIAL = List.of("op", "dms_commit_ts", "dms_change_seq");

    private final Rows rows;
    private final List<String> names = new ArrayList<>();
    private final EventFile file;

    private EventRows(Rows rows) {
        this.rows = rows;
        List<String> declared = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
            String name = rows.columns().get(i);
            String lower = name.toLowerCase(Locale.ROOT);
            if (!SPECIAL.contains(lower) && !lower.startsWith("bi_")) {
                names.add(name);
                declared.add(name + (FileFormat.isNumber(rows, i) ? " int64" : " string"));
            }
        }
        this.file = EventFile.of(declared.toArray(String[]::new));
    }

    static EventFile of(Rows rows) {
        EventRows told = new EventRows(rows);
        rows.values().forEach(told::tell);
        return told.file;
    }

    private void tell(List<@Nullable Object> row) {
        Map<String, @Nullable Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < row.size(); i++) {
            values.put(rows.columns().get(i), row.get(i));
        }
        String op = String.valueOf(values.getOrDefault("op", "I"));
        String sequence = values.get("dms_change_seq") == null ? "" : String.valueOf(values.get("dms_change_seq"));
        long lsn = sequence.isEmpty() ? 1 : Long.parseLong(sequence.substring(COUNTER));
        switch (op) {
            case "I" -> insert(lsn, sequence.isEmpty(), values);
            case "U" -> update(lsn, values);
            case "D" -> file.delete(lsn, json(names, values));
            default -> file.event(op, lsn, null, json(names, values));
        }
    }

    private void insert(long lsn, boolean snapshot, Map<String, @Nullable Object> values) {
        if (snapshot) {
            file.read(lsn, json(names, values));
        } else {
            file.create(lsn, json(names, values));
        }
    }

    private void update(long lsn, Map<String, @Nullable Object> values) {
        ObjectNode before = EventFile.JSON.createObjectNode();
        values.forEach((name, value) -> {
            if (value != null && name.toLowerCase(Locale.ROOT).startsWith("bi_")) {
                String column = names.stream()
                        .filter(candidate -> candidate.equalsIgnoreCase(name.substring("bi_".length())))
                        .findFirst()
                        .orElseThrow();
                before.set(column, EventFile.JSON.valueToTree(value));
            }
        });
        boolean moved = before.properties().stream()
                .anyMatch(key -> !key.getValue().equals(EventFile.JSON.valueToTree(values.get(key.getKey()))));
        if (moved) {
            file.delete(lsn, before.toString()).create(lsn, json(names, values));
        } else {
            file.update(lsn, json(names, values));
        }
    }

    private static String json(List<String> names, Map<String, @Nullable Object> values) {
        ObjectNode row = EventFile.JSON.createObjectNode();
        names.forEach(name -> row.set(name, EventFile.JSON.valueToTree(values.get(name))));
        return row.toString();
    }
}
