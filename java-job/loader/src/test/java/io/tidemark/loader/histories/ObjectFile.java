package io.tidemark.loader.histories;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.ParquetFixture;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object of the table: a change file of an hour, or a LOAD file.
 *
 * @param hour the folder it lies in; none for a LOAD file
 * @param name without the ending
 * @param columns those of the source table when it was written, without the key
 * @param changes in the order of the rows
 */
record ObjectFile(OptionalInt hour, String name, List<String> columns, List<Change> changes) {

    private static final LocalDateTime START = LocalDateTime.of(2024, 5, 1, 0, 0);
    private static final int CHANGES_OF_A_TRANSACTION = 3;
    private static final DateTimeFormatter COMMIT_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    ObjectFile {
        columns = List.copyOf(columns);
        changes = List.copyOf(changes);
    }

    /** What follows the prefix. */
    String path() {
        String folder = hour.isPresent()
                ? String.format(Locale.ROOT, "year=2024/month=05/day=01/hour=%02d/", hour.getAsInt())
                : "";
        return folder + name + ".parquet";
    }

    ObjectFile with(List<Change> fewer) {
        return new ObjectFile(hour, name, columns, fewer);
    }

    /** The object as DMS writes it. */
    byte[] bytes() {
        boolean load = hour.isEmpty();
        List<String> fields = new ArrayList<>(load ? List.of() : List.of("binary Op (STRING)"));
        fields.add("binary dms_commit_ts (STRING)");
        fields.add("int64 " + Change.ID);
        columns.forEach(column -> fields.add("binary " + column + " (STRING)"));
        fields.addAll(load ? List.of() : List.of("binary dms_change_seq (STRING)", "int64 BI_" + Change.ID));
        ParquetFixture file = ParquetFixture.of(fields.stream()
                .map(field -> "optional " + field + ";")
                .collect(Collectors.joining(" ", "message people { ", " }")));
        changes.forEach(change -> file.row(load ? loaded(change).toArray() : changed(change)));
        return file.bytes();
    }

    private @Nullable Object[] changed(Change change) {
        LocalDateTime committed = committed(change);
        Long before = change.was() == null ? null : Long.valueOf(change.was());
        return Stream.of(
                        Stream.of(change.op()),
                        loaded(change),
                        Stream.of(DmsChange.position(committed, change.at()), before))
                .flatMap(values -> values)
                .toArray();
    }

    private Stream<@Nullable Object> loaded(Change change) {
        return Stream.concat(
                Stream.of(committed(change).format(COMMIT_TIME), (long) change.id()),
                columns.stream().map(column -> change.values().get(column)));
    }

    private static LocalDateTime committed(Change change) {
        return START.plusSeconds(change.at() / CHANGES_OF_A_TRANSACTION);
    }

    /** Whether a column of that name was there. */
    boolean has(String column) {
        return columns.stream().anyMatch(candidate -> Objects.equals(candidate, column));
    }
}
