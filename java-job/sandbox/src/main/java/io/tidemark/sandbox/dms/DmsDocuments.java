package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.sandbox.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON documents of a folder such as {@code infra/dms}, with values in place of their references: {@code {{bucket}}} for
 * a value, {@code {{source.slot?}}} for one that may be missing, which takes its member along, {@code {{table.name}}} for a
 * table, which repeats the item of the list that it is in. What AWS would answer to another document, {@code {{a/b:C}}},
 * stands there as a text without a meaning.
 *
 * <p>Immutable; an override makes a copy.
 */
public final class DmsDocuments {

    /** An endpoint that is read. */
    public static final String SOURCE = "create-endpoint.source";

    /** An endpoint that is written to. */
    public static final String TARGET = "create-endpoint.target";

    /** Which tables, and what is done to their columns. */
    public static final String MAPPINGS = "table-mappings";

    /** How the task goes about it. */
    public static final String SETTINGS = "task-settings";

    /** A task that begins with a full load. */
    public static final String TASK = "create-replication-task.full-load-and-cdc";

    /** A task that takes changes only. */
    public static final String CHANGES_ONLY = "create-replication-task.cdc-only";

    /** What has no meaning without AWS. */
    private static final Map<String, String> FOR_SHOW =
            Map.of("account", "111122223333", "source.secret", "none", "source.ssl-mode", "none");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final String TABLE = "{{table.";

    private final Map<String, JsonNode> documents;

    private DmsDocuments(Map<String, JsonNode> documents) {
        this.documents = documents;
    }

    /**
     * Reads the documents of one task.
     *
     * @param task {@link #TASK} or {@link #CHANGES_ONLY}
     * @param values what stands for references: {@code name}, {@code bucket}, {@code prefix}, {@code source.database}
     * @param tables the tables, as {@code schema.table}
     */
    public static DmsDocuments read(Path folder, String task, Map<String, String> values, List<String> tables) {
        Map<String, String> all = new TreeMap<>(FOR_SHOW);
        all.putAll(values);
        Map<String, JsonNode> documents = new TreeMap<>();
        for (String name : List.of(SOURCE, TARGET, MAPPINGS, SETTINGS, task)) {
            Path file = folder.resolve(name + ".json");
            try {
                JsonNode content = JSON.readTree(Files.readString(file));
                documents.put(name.equals(task) ? TASK : name, filled(content, file, all, tables));
            } catch (JacksonException e) {
                throw new SandboxException(file + " is no JSON: " + e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
        return new DmsDocuments(documents);
    }

    /**
     * The same with another value of one member, such as {@code /S3Settings/DataFormat}; null takes the member out.
     *
     * @param pointer an RFC 6901 pointer into the document
     */
    public DmsDocuments with(String document, String pointer, @Nullable Object value) {
        JsonPointer place = JsonPointer.compile(pointer);
        ObjectNode changed = document(document).deepCopy();
        ObjectNode parent = changed.withObject(place.head());
        String member = place.last().getMatchingProperty();
        if (value == null) {
            parent.remove(member);
        } else {
            parent.set(member, JSON.valueToTree(value));
        }
        Map<String, JsonNode> all = new TreeMap<>(documents);
        all.put(document, changed);
        return new DmsDocuments(all);
    }

    /** One of them, by its file's name without {@code .json}; the task is always called {@link #TASK}. */
    public JsonNode document(String name) {
        JsonNode document = documents.get(name);
        if (document == null) {
            throw new IllegalArgumentException("no document " + name + ", only " + documents.keySet());
        }
        return document;
    }

    private static JsonNode filled(JsonNode content, Path file, Map<String, String> values, List<String> tables) {
        if (content.isTextual()) {
            return JSON.getNodeFactory().textNode(text(content.textValue(), file, values));
        }
        if (content.isArray()) {
            ArrayNode all = JSON.createArrayNode();
            content.forEach(
                    item -> items(item, values, tables).forEach(chosen -> all.add(filled(item, file, chosen, tables))));
            return all;
        }
        if (!content.isObject()) {
            return content;
        }
        ObjectNode all = JSON.createObjectNode();
        content.properties().forEach(member -> {
            if (!isAbsent(member.getValue(), values)) {
                all.set(member.getKey(), filled(member.getValue(), file, values, tables));
            }
        });
        return all;
    }

    /** The values for each time that an item of a list is there. */
    private static List<Map<String, String>> items(JsonNode item, Map<String, String> values, List<String> tables) {
        if (!item.toString().contains(TABLE) || values.containsKey("table.number")) {
            return List.of(values);
        }
        List<Map<String, String>> all = new ArrayList<>();
        for (String table : tables) {
            int dot = table.indexOf('.');
            Map<String, String> own = new TreeMap<>(values);
            own.put("table.number", Integer.toString(all.size() + 1));
            own.put("table.schema", table.substring(0, dot));
            own.put("table.name", table.substring(dot + 1));
            all.add(own);
        }
        return all;
    }

    private static boolean isAbsent(JsonNode value, Map<String, String> values) {
        Matcher whole = REFERENCE.matcher(value.asText());
        return whole.matches()
                && whole.group(1).endsWith("?")
                && !values.containsKey(whole.group(1).replace("?", ""));
    }

    private static String text(String text, Path file, Map<String, String> values) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, file, values)));
    }

    private static String value(MatchResult found, Path file, Map<String, String> values) {
        String name = found.group(1).replace("?", "");
        if (name.contains(":")) {
            return "stand-in:" + name;
        }
        String value = values.get(name);
        if (value == null) {
            throw new SandboxException(file + ": no value for {{" + name + "}}; there are " + values.keySet());
        }
        return value;
    }
}
