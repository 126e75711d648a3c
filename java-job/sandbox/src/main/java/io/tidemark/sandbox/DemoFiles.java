package io.tidemark.sandbox;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Uploads a history as DMS files: full-load files at the table's root, change files in hive folders by hour.
 *
 * <p>The change files of an hour are numbered; the one called the late file can be left out at first.
 */
record DemoFiles(SandboxServers servers, OrdersHistory history) {

    private static final int LOAD_FILES = 2;
    private static final int PARTS = 4;
    private static final int LATE_PART = 2;
    private static final int DUPLICATE_PART = 90_000; // Far from the others: DMS gives a repeated part a new name.

    /** The full-load files; gives their number. */
    int uploadLoad() {
        List<OrderRow> rows = history.initialRows();
        for (int file = 0; file < LOAD_FILES; file++) {
            List<OrderRow> part = rows.subList(rows.size() * file / LOAD_FILES, rows.size() * (file + 1) / LOAD_FILES);
            put(
                    DmsLayout.loadFile(SandboxServers.PREFIX, file + 1),
                    OrdersTable.dmsFiles()
                            .load(part.stream().map(OrderRow::values).toList(), history.hour(0), true));
        }
        return LOAD_FILES;
    }

    /** The change files of an hour, perhaps without the late one. */
    void uploadHour(int hour, boolean withLateFile) {
        for (int part = 0; part < PARTS; part++) {
            if (withLateFile || part != LATE_PART) {
                putPart(hour, part);
            }
        }
    }

    /** The file that an hour was loaded without; gives its name. */
    String uploadLateFile(int hour) {
        return putPart(hour, LATE_PART);
    }

    /** A file that repeats every other change of the hour, in reverse order, as no well-behaved writer would. */
    void uploadDuplicates(int hour) {
        List<DmsChange> changes = history.changes(hour);
        List<DmsChange> repeated = new ArrayList<>();
        for (int index = changes.size() - 1; index >= 0; index -= 2) {
            repeated.add(changes.get(index));
        }
        put(key(hour, DUPLICATE_PART), OrdersTable.dmsFiles().changes(repeated));
    }

    private String putPart(int hour, int part) {
        List<DmsChange> changes = history.changes(hour);
        int from = changes.size() * part / PARTS;
        int to = changes.size() * (part + 1) / PARTS;
        String key = key(hour, part);
        put(key, OrdersTable.dmsFiles().changes(changes.subList(from, to)));
        return key;
    }

    private String key(int hour, int part) {
        return DmsLayout.hive().changeFile(SandboxServers.PREFIX, history.hour(hour), part);
    }

    private void put(String key, byte[] content) {
        servers.s3()
                .client()
                .putObject(request -> request.bucket(servers.bucket()).key(key), RequestBody.fromBytes(content));
    }
}
