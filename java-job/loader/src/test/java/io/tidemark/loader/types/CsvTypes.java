package io.tidemark.loader.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.sandbox.DmsChange;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * CSV files as DMS writes them with a header and {@code CsvNullValue=\\N}: a field is put in quotes only if it has a quote,
 * a comma or a line break.
 */
final class CsvTypes extends DmsTexts {

    private static final String NULL = "\\N";
    private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");

    @Override
    public String name() {
        return "CSV";
    }

    @Override
    public List<String> settings() {
        return List.of(
                "pipelines.types.source.format = csv",
                "pipelines.types.source.csv { header = true, null-value = \"\\\\N\" }");
    }

    @Override
    public String objectName() {
        return "20240501-010000000.csv";
    }

    /** DMS puts nothing in quotes that looks like NULL. */
    @Override
    public String keeps(SourceType type) {
        return type.dms().isText() ? "nullif(format('%s', " + type.keeps() + "), '\\N')" : type.keeps();
    }

    @Override
    public @Nullable String loses(SourceType type) {
        return type.loses() == null && type.dms().isText() ? "looks like `CsvNullValue`" : type.loses();
    }

    /** A text that looks like NULL is written as it is. */
    @Override
    String text(SourceType type) {
        return type.dms().isText() ? "coalesce(x, '\\N')" : super.text(type);
    }

    @Override
    public byte[] file(List<SourceType> types, List<Row> rows) {
        List<String> names = new ArrayList<>(List.of("Op", "dms_commit_ts", "id"));
        IntStream.range(0, types.size()).forEach(i -> names.add("c" + i));
        names.addAll(List.of("dms_change_seq", "BI_id"));
        StringBuilder file = new StringBuilder(String.join(",", names)).append('\n');
        for (Row row : rows) {
            List<String> fields = new ArrayList<>(Collections.nCopies(names.size(), NULL));
            fields.set(0, "U");
            fields.set(1, COMMITTED);
            fields.set(2, Long.toString(row.id()));
            if (row.value() != null) {
                fields.set(3 + row.column(), row.value().toString());
            }
            fields.set(names.size() - 2, DmsChange.position(LocalDateTime.of(2024, 5, 1, 0, 0), row.id()));
            file.append(fields.stream().map(CsvTypes::field).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return file.toString().getBytes(UTF_8);
    }

    private static String field(String text) {
        return QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
