package io.tidemark.loader.load;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.ParquetFixture;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds a file of a table with any Parquet columns in the shape that DMS gives it: operation, commit time, the columns,
 * change sequence, before images of the key. Columns are declared as Parquet does, without the repetition:
 * {@code binary name (STRING)}.
 *
 * <p>Positions are given as a number of seconds since {@link #START}, which is the commit time and the counter.
 */
final class ChangeFile {

    /** The commit time of position 0. */
    static final LocalDateTime START = LocalDateTime.of(2024, 5, 1, 0, 0);

    private static final Pattern COLUMN = Pattern.compile("(?<type>\\S+) (?<name>\\S+)(?<rest>.*)");
    private static final DateTimeFormatter COMMIT_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final List<String> columns;
    private final List<String> key;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    private ChangeFile(List<String> columns, List<String> key) {
        this.columns = columns;
        this.key = key;
    }

    /** A file without rows; the key columns are those of that names. */
    static ChangeFile of(List<String> columns, String... key) {
        return new ChangeFile(List.copyOf(columns), List.of(key));
    }

    /** The change sequence of a position, 35 digits. */
    static String sequence(long at) {
        return DmsChange.position(START.plusSeconds(at), at);
    }

    ChangeFile insert(long at, @Nullable Object... values) {
        return row("I", at, new @Nullable Object[key.size()], values);
    }

    ChangeFile update(long at, @Nullable Object... values) {
        return row("U", at, new @Nullable Object[key.size()], values);
    }

    /** An update that changes the key. */
    ChangeFile move(long at, List<Object> keyBefore, @Nullable Object... values) {
        return row("U", at, keyBefore.toArray(), values);
    }

    /** A delete; like in DMS's files only the columns of the key have values. */
    ChangeFile delete(long at, @Nullable Object... values) {
        return row("D", at, new @Nullable Object[key.size()], values);
    }

    /** The change file. */
    byte[] bytes() {
        return bytes(UnaryOperator.identity());
    }

    /** The change file with settings of its own. */
    byte[] bytes(UnaryOperator<ParquetFixture> settings) {
        List<String> fields = new ArrayList<>(List.of("binary Op (STRING)", "binary dms_commit_ts (STRING)"));
        fields.addAll(columns);
        fields.add("binary dms_change_seq (STRING)");
        key.forEach(name -> fields.add(beforeImage(name)));
        ParquetFixture file = settings.apply(ParquetFixture.of(schema(fields)));
        rows.forEach(row -> file.row(row.toArray()));
        return file.bytes();
    }

    /** The same in any format. */
    byte[] bytes(FileFormat format) {
        List<String> names = new ArrayList<>(List.of("Op", "dms_commit_ts"));
        columns.forEach(column -> names.add(name(column)));
        names.add("dms_change_seq");
        key.forEach(name -> names.add("BI_" + name));
        return format.write(new Rows(names, rows));
    }

    /** {@link #loadBytes} in any format. */
    byte[] loadBytes(FileFormat format) {
        List<String> names = new ArrayList<>(List.of("dms_commit_ts"));
        columns.forEach(column -> names.add(name(column)));
        return format.write(new Rows(
                names,
                rows.stream().map(row -> row.subList(1, 2 + columns.size())).toList()));
    }

    private static String name(String column) {
        return COLUMN.matcher(column).replaceFirst("${name}");
    }

    /** A LOAD file with the columns' values of the same rows, without operation: the commit time comes first. */
    byte[] loadBytes() {
        List<String> fields = new ArrayList<>(List.of("binary dms_commit_ts (STRING)"));
        fields.addAll(columns);
        ParquetFixture file = ParquetFixture.of(schema(fields));
        rows.forEach(row -> file.row(row.subList(1, 2 + columns.size()).toArray()));
        return file.bytes();
    }

    /** The declaration of the fields as a Parquet schema. */
    static String schema(List<String> fields) {
        return fields.stream()
                .map(field -> "optional " + field + ";")
                .collect(Collectors.joining(" ", "message t { ", "}"));
    }

    private ChangeFile row(String operation, long at, @Nullable Object[] before, @Nullable Object[] values) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(operation);
        row.add(START.plusSeconds(at).format(COMMIT_TIME));
        row.addAll(Arrays.asList(values));
        row.add(sequence(at));
        row.addAll(Arrays.asList(before));
        rows.add(row);
        return this;
    }

    private String beforeImage(String name) {
        return columns.stream()
                .map(COLUMN::matcher)
                .filter(Matcher::matches)
                .filter(column -> column.group("name").equals(name))
                .map(column -> column.group("type") + " BI_" + name + column.group("rest"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no key column " + name + " in " + columns));
    }
}
