package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.SandboxException;
import io.tidemark.sandbox.SandboxS3;
import io.tidemark.sandbox.dms.AddedColumn.Heading;
import io.tidemark.sandbox.dms.TableCapture.Cached;
import io.tidemark.sandbox.dms.TaskStatus.State;
import io.tidemark.sandbox.dms.TaskStatus.TableState;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task does with what the log brings, by its threads one at a time: its own monitor guards everything. */
final class TaskWork implements SlotCapture.Sink, ConnectEvents.Receiver {

    private static final Logger log = LoggerFactory.getLogger(TaskWork.class);
    private static final long FIRST_COUNT = 61; // As measured in real files.
    private static final int LSN_HALF = 32;

    private final TaskDefinition task;
    private final SourceCatalog catalog;
    private final CompressedTime time;
    private final TargetFolder folder;
    private final ChangeFiles files;
    private final FullLoad load;
    private final Map<TableId, TableCapture> tables = new TreeMap<>();
    private final NavigableMap<Long, Long> lastOfBatch = new TreeMap<>();
    private ConnectEvents events;
    private LocalDateTime started = LocalDateTime.MIN;
    private State state = State.READY;
    private @Nullable Throwable failure;
    private String seen = "";
    private boolean paused;
    private long received;
    private long counter;
    private long batches;

    TaskWork(TaskDefinition task, SourceCatalog catalog, SandboxS3 s3, CompressedTime time) {
        this.task = task;
        this.catalog = catalog;
        this.time = time;
        this.folder = new TargetFolder(s3, task.target());
        this.files = new ChangeFiles(folder, task.target(), time);
        this.load = new FullLoad(task, catalog, folder, time);
        this.events = new ConnectEvents(task, catalog, this);
    }

    /** Finds the tables, all of them to be loaded if the task loads. */
    synchronized void prepare() {
        tables.clear();
        catalog.tables(task.mappings()).forEach(table -> tables.put(table.id(), fresh(table.id())));
        if (tables.isEmpty() && task.settings().failWithoutTables()) {
            throw new SandboxException("the source has no table that the task's mappings select");
        }
    }

    /** Knows the tables, if this task has not run in this process, as loaded. */
    synchronized void takeUp() {
        catalog.tables(task.mappings())
                .forEach(table ->
                        tables.computeIfAbsent(table.id(), id -> new TableCapture(id, TableState.TABLE_COMPLETED)));
    }

    private TableCapture fresh(TableId table) {
        return new TableCapture(table, task.loads() ? TableState.BEFORE_LOAD : TableState.TABLE_COMPLETED);
    }

    synchronized void begin() {
        started = time.now();
        state = State.RUNNING;
        failure = null;
        paused = false;
        counter = FIRST_COUNT;
        batches = 0;
        lastOfBatch.clear();
        events = new ConnectEvents(task, catalog, this);
    }

    synchronized void end() {
        state = state == State.FAILED ? state : State.STOPPED;
        notifyAll();
    }

    synchronized void forget() {
        files.forget();
        folder.forgetHeld();
        tables.values().forEach(TableCapture::forget);
    }

    @Override
    public void take(SourceRecord event) {
        synchronized (this) {
            awaitWhile(() -> paused && state == State.RUNNING);
            if (state == State.RUNNING) {
                events.read(event);
            }
        }
    }

    @Override
    public synchronized long batchTaken() {
        lastOfBatch.put(++batches, received);
        long open =
                tables.values().stream().mapToLong(TableCapture::firstCached).reduce(files.firstOpen(), Math::min);
        // A task that ends confirms nothing: it may have taken no more than a part of the batch.
        long safe = state != State.RUNNING
                ? 0
                : lastOfBatch.entrySet().stream()
                        .takeWhile(batch -> batch.getValue() < open)
                        .mapToLong(Map.Entry::getKey)
                        .max()
                        .orElse(0);
        lastOfBatch.headMap(safe, false).clear();
        return safe;
    }

    @Override
    public synchronized void failed(@Nullable Throwable reason) {
        if (state == State.RUNNING) {
            log.error("task={} failed", task.name(), reason);
            state = State.FAILED;
            failure = reason;
            notifyAll();
        }
    }

    @Override
    public synchronized void change(SourceChange change) {
        TableId table = change.files().table().id();
        String position = DmsChange.position(time.at(change.committed()), counter++);
        Cached numbered = new Cached(change, ++received, position);
        // A table that was made after the task began has no full load.
        TableCapture capture = tables.computeIfAbsent(table, id -> new TableCapture(id, TableState.TABLE_COMPLETED));
        if (!capture.caches(numbered)) {
            add(numbered);
        }
    }

    private void add(Cached cached) {
        SourceChange change = cached.change();
        Heading heading = new Heading(
                change.files().table().id(),
                change.operation(),
                cached.position(),
                String.format(Locale.ROOT, "%X/%X", change.lsn() >>> LSN_HALF, change.lsn() & 0xFFFFFFFFL),
                time.at(change.committed()));
        files.add(
                change.files(),
                cached.number(),
                change.files().changeRow(heading, change.keyBefore(), change.values()));
    }

    @Override
    public synchronized void truncated(TableId table) {
        if (task.settings().truncateRemoves()) {
            files.close(table);
            folder.clear(table);
        } else if (task.settings().truncateStops()) {
            throw new SandboxException("table " + table + " was truncated, and ApplyErrorFailOnTruncationDdl is true");
        }
    }

    @Override
    public synchronized void message(String prefix) {
        seen = prefix;
        notifyAll();
    }

    synchronized void closeDue() {
        writing(files::closeDue);
    }

    synchronized void closeAll() {
        writing(files::closeAll);
    }

    /** A thread of a pool would keep what went wrong to itself. */
    private void writing(Runnable write) {
        try {
            if (state == State.RUNNING) {
                write.run();
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Loads the tables that wait for it, one after the other. */
    void loadAll() {
        try {
            for (Optional<TableId> next = nextToLoad(); next.isPresent(); next = nextToLoad()) {
                TableId table = next.get();
                long rows = load.load(table, started, firstUnseen -> begun(table, firstUnseen));
                loaded(table, rows);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private synchronized Optional<TableId> nextToLoad() {
        return state != State.RUNNING
                ? Optional.empty()
                : tables.entrySet().stream()
                        .filter(table -> table.getValue().state() == TableState.BEFORE_LOAD)
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    private synchronized void begun(TableId table, long firstUnseen) {
        capture(table).begin(firstUnseen);
    }

    private synchronized void loaded(TableId table, long rows) {
        if (state == State.RUNNING) {
            List<Cached> kept = capture(table).complete(rows);
            log.info("table={} rows={} cached={}: loaded", table, rows, kept.size());
            kept.forEach(this::add);
            notifyAll();
        }
    }

    synchronized void reload(TableId table) {
        capture(table).await();
        files.close(table);
        started = time.now();
    }

    private TableCapture capture(TableId table) {
        TableCapture capture = tables.get(table);
        if (capture == null) {
            throw new SandboxException("the task has no table " + table + ", only " + tables.keySet());
        }
        return capture;
    }

    synchronized void pause(boolean wanted) {
        paused = wanted;
        notifyAll();
    }

    synchronized void hold() {
        folder.hold();
    }

    synchronized int release() {
        return folder.release();
    }

    synchronized boolean isLoaded() {
        return tables.values().stream().allMatch(table -> table.state() == TableState.TABLE_COMPLETED);
    }

    synchronized boolean hasSeen(String message) {
        return seen.equals(message);
    }

    Duration realInterval() {
        return time.real(task.target().interval());
    }

    synchronized TaskStatus status() {
        return new TaskStatus(
                state,
                Optional.ofNullable(failure).map(Throwable::toString),
                tables.values().stream().map(TableCapture::statistics).toList());
    }

    /** Waits for something that this task does, and for no longer than it does anything. */
    synchronized void await(String what, Duration patience, BooleanSupplier done) {
        long deadline = System.nanoTime() + patience.toNanos();
        awaitWhile(() -> state == State.RUNNING && !done.getAsBoolean() && System.nanoTime() < deadline);
        if (failure != null) {
            throw new SandboxException("the task " + task.name() + " failed: " + failure.getMessage(), failure);
        }
        if (!done.getAsBoolean()) {
            throw new SandboxException(
                    "the task " + task.name() + " has not done " + what + " within " + patience.toSeconds() + " s");
        }
    }

    private void awaitWhile(BooleanSupplier waiting) {
        try {
            while (waiting.getAsBoolean()) {
                wait(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the task " + task.name() + " waited", e);
        }
    }
}
