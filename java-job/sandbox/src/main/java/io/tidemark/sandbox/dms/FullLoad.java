package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.SandboxException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** Reads a table as it is at one moment into full-load files. Used by one thread. */
final class FullLoad {

    private static final int FETCH_ROWS = 1_000;
    private static final int KILOBYTE = 1024;

    private final TaskParts parts;
    private final DmsValues values;

    FullLoad(TaskParts parts) {
        this.parts = parts;
        this.values = new DmsValues(parts.task());
    }

    /** Who waits for a load. */
    interface Progress {

        /** It sees what all transactions below this number have done. */
        void begun(long firstUnseen);

        /** Whether somebody still wants it; a load that nobody wants writes no further file. */
        boolean isWanted();
    }

    /**
     * Loads a table and answers how many rows it had.
     *
     * @param started the time of the rows, if the endpoint wants the task's start
     */
    long load(TableId table, LocalDateTime started, Progress progress) {
        if (parts.task().settings().clearsFolders()) {
            parts.folder().clear(table);
        }
        return parts.catalog().database().inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            progress.begun(handle.createQuery("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
                    .mapTo(Long.class)
                    .one());
            SourceTable now = SourceCatalog.tables(handle).get(table);
            if (now == null) {
                throw new SandboxException("table " + table + " is gone from the source");
            }
            return new Writing(new TableFiles(parts.task(), now), started, progress).all(handle);
        });
    }

    private final class Writing {
        private final TableFiles files;
        private final LocalDateTime started;
        private final Progress progress;
        private List<List<@Nullable Object>> rows = new ArrayList<>();
        private LocalDateTime last = LocalDateTime.MIN;
        private long bytes;
        private int written;
        private long count;

        Writing(TableFiles files, LocalDateTime started, Progress progress) {
            this.files = files;
            this.started = started;
            this.progress = progress;
        }

        long all(Handle handle) {
            try (Stream<List<@Nullable Object>> read =
                    handle
                            .createQuery(query())
                            .setFetchSize(FETCH_ROWS)
                            .map((result, context) -> values(result))
                            .stream()) {
                read.takeWhile(row -> progress.isWanted()).forEach(this::add);
            }
            if (!rows.isEmpty() && progress.isWanted()) {
                close();
            }
            return count;
        }

        private String query() {
            List<SourceColumn> columns = files.table().columns();
            return IntStream.range(0, columns.size())
                    .mapToObj(index -> DmsValues.expression(columns.get(index), files.type(index)))
                    .collect(Collectors.joining(
                            ", ",
                            "select ",
                            " from "
                                    + SourceColumn.quoted(files.table().id().schema()) + "."
                                    + SourceColumn.quoted(files.table().id().name())));
        }

        private List<@Nullable Object> values(ResultSet result) throws SQLException {
            List<@Nullable Object> row = new ArrayList<>();
            for (int index = 0; index < files.table().columns().size(); index++) {
                String text = result.getString(index + 1);
                row.add(
                        text == null
                                ? null
                                : values.ofText(files.table().columns().get(index), files.type(index), text));
            }
            return row;
        }

        private void add(List<@Nullable Object> values) {
            List<@Nullable Object> row = files.loadRow(moment(), parts.time().now(), values);
            rows.add(row);
            count++;
            bytes += ChangeFiles.bytes(row);
            if (bytes >= parts.task().target().loadKilobytes() * KILOBYTE) {
                close();
            }
        }

        /** Each row is moved a little later than the one before. */
        private LocalDateTime moment() {
            if (parts.task().target().taskStart()) {
                return started;
            }
            LocalDateTime now = parts.time().now().truncatedTo(ChronoUnit.MICROS);
            last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
            return last;
        }

        private void close() {
            parts.folder().putLoad(files.table().id(), ++written, files.load(rows));
            rows = new ArrayList<>();
            bytes = 0;
        }
    }
}
