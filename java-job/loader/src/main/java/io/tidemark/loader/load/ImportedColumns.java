package io.tidemark.loader.load;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.read.FileColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** The columns of an object in the temporary table that it is imported into, {@code c0} and so on, and what they mean. */
record ImportedColumns(OpenObject object, List<String> names, List<TargetColumn> key) {

    /** Less than all that a change sequence may be: what SQL's bigint holds. */
    private static final String SEQUENCE =
            "'^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([01][0-9]|2[0-3])([0-5][0-9]){2}"
                    + "[0-9]{2}[0-8][0-9]{18}$'";

    static ImportedColumns of(OpenObject object, List<TargetColumn> key) {
        return new ImportedColumns(
                object, object.reader().columns().stream().map(FileColumn::name).toList(), key);
    }

    List<String> all() {
        return IntStream.range(0, names.size()).mapToObj(i -> "c" + i).toList();
    }

    String column(String name) {
        return "c" + names.indexOf(name);
    }

    boolean isFullLoad() {
        return object.reader().object().hour() == null;
    }

    /** The change sequence; rows of a full load have none. */
    Optional<String> sequence() {
        return isFullLoad() ? Optional.empty() : object.roles().position().map(this::column);
    }

    String operation() {
        return object.roles()
                .operation()
                .map(name -> isFullLoad() ? "coalesce(" + column(name) + ", 'I')" : column(name))
                .orElse("'I'::text");
    }

    /** Values of the key, from these columns of the file. */
    List<String> keyValues(List<String> keyColumns) {
        return ofKey(keyColumns, (column, text) -> ImportedValue.value(column.type(), text));
    }

    /** The same in a form to compare. */
    List<String> comparableKey(List<String> keyColumns) {
        return ofKey(
                keyColumns,
                (column, text) -> ImportedValue.comparable(column.type(), ImportedValue.value(column.type(), text)));
    }

    /** The condition of a row that is a change for sure, with keys that SQL reads. */
    String plain() {
        List<String> all = new ArrayList<>();
        all.add(isFullLoad() ? operation() + " = 'I'" : operation() + " in ('I', 'U', 'D')");
        sequence().ifPresent(name -> all.add(name + " ~ " + SEQUENCE + " and " + name + " !~ '^0+$'"));
        all.add(fitsAsKey(object.roles().key()));
        List<String> before = object.roles().before();
        if (!before.isEmpty()) {
            String none = before.stream().map(name -> column(name) + " is null").collect(joining(" and "));
            all.add(operation() + " <> 'U' or (" + none + ") or (" + fitsAsKey(before) + ")");
        }
        return all.stream().map(condition -> "(" + condition + ")").collect(joining(" and "));
    }

    private String fitsAsKey(List<String> keyColumns) {
        return String.join(" and ", ofKey(keyColumns, (column, text) -> ImportedValue.fitsAsKey(column.type(), text)));
    }

    private List<String> ofKey(List<String> keyColumns, BiFunction<TargetColumn, String, String> expression) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> expression.apply(key.get(i), column(keyColumns.get(i))))
                .toList();
    }
}
