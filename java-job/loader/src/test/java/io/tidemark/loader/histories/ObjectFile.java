package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import io.tidemark.loader.load.FileFormat;
import io.tidemark.loader.load.Rows;
import io.tidemark.sandbox.DmsChange;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
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
    String path(FileFormat format) {
        String folder = hour.isPresent()
                ? String.format(Locale.ROOT, "year=2024/month=05/day=01/hour=%02d/", hour.getAsInt())
                : "";
        return folder + name + format.extension();
    }

    ObjectFile with(List<Change> fewer) {
        return new ObjectFile(hour, name, columns, fewer);
    }

    boolean isLoad() {
        return hour.isEmpty();
    }

    /** Of a LOAD file: the position at which the source was read. */
    int startedAt() {
        return changes.get(0).at();
    }

    /** The object as DMS writes it, or Debezium. */
    byte[] bytes(Modes modes) {
        Stream<String> names = Stream.concat(Stream.of("dms_commit_ts", Change.ID), columns.stream());
        if (!isLoad()) {
            names = Stream.of(Stream.of("Op"), names, Stream.of("dms_change_seq", "BI_" + Change.ID))
                    .flatMap(part -> part);
        }
        Rows rows = Rows.of(names.toArray(String[]::new));
        changes.forEach(change -> rows.row(isLoad() ? loaded(modes, change).toArray() : changed(modes, change)));
        return modes.format().write(rows);
    }

    private @Nullable Object[] changed(Modes modes, Change change) {
        Long before = change.was() == null ? null : Long.valueOf(change.was());
        return Stream.of(
                        Stream.of(change.op()),
                        loaded(modes, change),
                        Stream.of(DmsChange.position(committed(change.at()), change.at()), before))
                .flatMap(values -> values)
                .toArray();
    }

    private Stream<@Nullable Object> loaded(Modes modes, Change change) {
        return Stream.concat(
                Stream.of(committed(change.at()).format(COMMIT_TIME), (long) change.id()),
                columns.stream().map(column -> written(modes, change.values().get(column))));
    }

    private static @Nullable String written(Modes modes, @Nullable String value) {
        boolean unlogged = Change.UNLOGGED.equals(value);
        return unlogged && !(modes.keepDoc() && modes.format().isDebezium()) ? null : value;
    }

    /** When the change at that position was committed. */
    static LocalDateTime committed(int at) {
        return START.plusSeconds(at / CHANGES_OF_A_TRANSACTION);
    }

    /** Whether a column of that name was there. */
    boolean has(String column) {
        return columns.stream().anyMatch(candidate -> Objects.equals(candidate, column));
    }
}
