package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.SandboxException;
import io.tidemark.sandbox.dms.AddedColumn.Heading;
import io.tidemark.sandbox.dms.TableCapture.Cached;
import io.tidemark.sandbox.dms.TaskStatus.TableState;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Numbers what the log brings in one run of a task, and writes it into the open files or lets it wait for a full load.
 * Guarded by the task.
 */
final class Intake implements ConnectEvents.Receiver {

    private static final long FIRST_COUNT = 61; // As measured in real files.
    private static final int LSN_HALF = 32;

    private final TaskParts parts;
    private final Map<TableId, TableCapture> tables;
    private final ConnectEvents events;
    private final NavigableMap<Long, Long> lastOfBatch = new TreeMap<>();
    private String newestMessage = "";
    private long received;
    private long batches;

    Intake(TaskParts parts, Map<TableId, TableCapture> tables) {
        this.parts = parts;
        this.tables = tables;
        this.events = new ConnectEvents(parts.task(), parts.catalog(), this);
    }

    void take(SourceRecord event) {
        events.read(event);
    }

    /** Counts a batch whose events were all taken, and answers up to which batch all is in S3. */
    long batchTaken() {
        lastOfBatch.put(++batches, received);
        long open = tables.values().stream()
                .mapToLong(TableCapture::firstCached)
                .reduce(parts.files().firstOpen(), Math::min);
        long safe = lastOfBatch.entrySet().stream()
                .takeWhile(batch -> batch.getValue() < open)
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(0);
        lastOfBatch.headMap(safe, true).clear();
        return safe;
    }

    /** The newest message that somebody wrote into the log. */
    String newestMessage() {
        return newestMessage;
    }

    @Override
    public void change(SourceChange change) {
        String position = DmsChange.position(parts.time().at(change.committed()), FIRST_COUNT + received);
        Cached numbered = new Cached(change, ++received, position);
        // A table that was made after the task began has no full load.
        TableCapture capture = tables.computeIfAbsent(
                change.files().table().id(), id -> new TableCapture(id, TableState.TABLE_COMPLETED));
        if (!capture.caches(numbered)) {
            write(numbered);
        }
    }

    @Override
    public void truncated(TableId table) {
        TaskSettings settings = parts.task().settings();
        if (settings.truncateRemoves()) {
            parts.files().close(table);
            parts.folder().clear(table);
        } else if (settings.truncateStops()) {
            throw new SandboxException("table " + table + " was truncated, and ApplyErrorFailOnTruncationDdl is true");
        }
    }

    @Override
    public void message(String prefix) {
        newestMessage = prefix;
    }

    /** Adds a change to its table's open file. */
    void write(Cached cached) {
        SourceChange change = cached.change();
        Heading heading = new Heading(
                change.files().table().id(),
                change.operation(),
                cached.position(),
                String.format(Locale.ROOT, "%X/%X", change.lsn() >>> LSN_HALF, change.lsn() & 0xFFFFFFFFL),
                parts.time().at(change.committed()),
                parts.time().at(change.committed()));
        parts.files()
                .add(
                        change.files(),
                        cached.number(),
                        change.files().changeRow(heading, change.keyBefore(), change.values()));
    }
}
