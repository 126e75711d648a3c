package io.tidemark.sandbox.dms;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The change files that are open, one for each table: a file is closed after {@code CdcMaxBatchInterval} or at
 * {@code CdcMinFileSize}, whichever comes first, and when the table's columns change. Guarded by the task.
 */
final class ChangeFiles {

    private static final int KILOBYTE = 1024;
    private static final int BYTES_OF_NUMBER = 8;

    private final TargetFolder folder;
    private final TargetSettings settings;
    private final CompressedTime time;
    private final Map<TableId, OpenFile> open = new LinkedHashMap<>();

    ChangeFiles(TargetFolder folder, TargetSettings settings, CompressedTime time) {
        this.folder = folder;
        this.settings = settings;
        this.time = time;
    }

    private static final class OpenFile {
        private final TableFiles files;
        private final long first;
        private final LocalDateTime opened;
        private final List<List<@Nullable Object>> rows = new ArrayList<>();
        private long bytes;

        OpenFile(TableFiles files, long first, LocalDateTime opened) {
            this.files = files;
            this.first = first;
            this.opened = opened;
        }
    }

    /** Adds a row; {@code number} counts the changes that the task received. */
    void add(TableFiles files, long number, List<@Nullable Object> row) {
        TableId table = files.table().id();
        OpenFile file = open.get(table);
        if (file != null && file.files != files) {
            close(file);
            file = null;
        }
        if (file == null) {
            file = new OpenFile(files, number, time.now());
            open.put(table, file);
        }
        file.rows.add(row);
        file.bytes += bytes(row);
        if (file.bytes >= settings.changeKilobytes() * KILOBYTE) {
            close(file);
        }
    }

    /** Closes the files that have been open for long enough. */
    void closeDue() {
        LocalDateTime due = time.now().minus(settings.interval());
        closeThose(
                open.values().stream().filter(file -> !file.opened.isAfter(due)).toList());
    }

    /** Closes all. */
    void closeAll() {
        closeThose(List.copyOf(open.values()));
    }

    /** Closes a table's. */
    void close(TableId table) {
        closeThose(open.values().stream()
                .filter(file -> file.files.table().id().equals(table))
                .toList());
    }

    /** Loses all, as a task that ends does. */
    void forget() {
        open.clear();
    }

    /** The number of the first change that is not in S3 yet; the largest number if there is none. */
    long firstOpen() {
        return Math.min(
                folder.firstHeld(),
                open.values().stream().mapToLong(file -> file.first).min().orElse(Long.MAX_VALUE));
    }

    /** About how much room a row takes. */
    static long bytes(List<@Nullable Object> row) {
        return row.stream()
                .mapToLong(value -> value instanceof String text
                        ? text.length()
                        : value instanceof byte[] raw ? raw.length : BYTES_OF_NUMBER)
                .sum();
    }

    private void closeThose(List<OpenFile> files) {
        files.forEach(this::close);
    }

    private void close(OpenFile file) {
        TableId table = file.files.table().id();
        folder.putChanges(table, time.now(), file.first, file.files.changes(file.rows));
        open.remove(table);
    }
}
