package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.SandboxException;
import io.tidemark.sandbox.SandboxS3;
import io.tidemark.sandbox.dms.TableCapture.Cached;
import io.tidemark.sandbox.dms.TaskStatus.State;
import io.tidemark.sandbox.dms.TaskStatus.TableState;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task does with what the log brings, by its threads one at a time: its own monitor guards everything. */
final class TaskWork implements SlotCapture.Sink {

    private static final Logger log = LoggerFactory.getLogger(TaskWork.class);

    private final TaskDefinition task;
    private final TaskParts parts;
    private final FullLoad load;
    private final Map<TableId, TableCapture> tables = new TreeMap<>();
    private Intake intake;
    private LocalDateTime started = LocalDateTime.MIN;
    private State state = State.READY;
    private @Nullable Throwable failure;
    private boolean paused;
    private int runs;

    TaskWork(TaskDefinition task, SourceCatalog catalog, SandboxS3 s3, CompressedTime time) {
        TargetFolder folder = new TargetFolder(s3, task.target());
        this.task = task;
        this.parts = new TaskParts(task, catalog, time, folder, new ChangeFiles(folder, task.target(), time));
        this.load = new FullLoad(parts);
        this.intake = new Intake(parts, tables);
    }

    /** Finds the tables, all of them to be loaded if the task loads. */
    synchronized void prepare() {
        tables.clear();
        parts.catalog().tables(task.mappings()).forEach(table -> tables.put(table.id(), fresh(table.id())));
        if (tables.isEmpty() && task.settings().failWithoutTables()) {
            throw new SandboxException("the source has no table that the task's mappings select");
        }
    }

    /** Knows the tables, if this task has not run in this process, as loaded. */
    synchronized void takeUp() {
        parts.catalog()
                .tables(task.mappings())
                .forEach(table ->
                        tables.computeIfAbsent(table.id(), id -> new TableCapture(id, TableState.TABLE_COMPLETED)));
    }

    private TableCapture fresh(TableId table) {
        return new TableCapture(table, task.loads() ? TableState.BEFORE_LOAD : TableState.TABLE_COMPLETED);
    }

    synchronized void begin() {
        started = parts.time().now();
        runs++;
        state = State.RUNNING;
        failure = null;
        paused = false;
        intake = new Intake(parts, tables);
    }

    synchronized void end() {
        state = state == State.FAILED ? state : State.STOPPED;
        notifyAll();
    }

    synchronized void forget() {
        parts.files().forget();
        parts.folder().forgetHeld();
        tables.values().forEach(TableCapture::forget);
    }

    @Override
    public void take(SourceRecord event) {
        synchronized (this) {
            awaitWhile(() -> paused && state == State.RUNNING);
            if (state == State.RUNNING) {
                intake.take(event);
            }
        }
    }

    @Override
    public synchronized long batchTaken() {
        // A task that ends confirms nothing: it may have taken no more than a part of the batch.
        return state == State.RUNNING ? intake.batchTaken() : 0;
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

    synchronized void closeDue() {
        writing(parts.files()::closeDue);
    }

    synchronized void closeAll() {
        writing(parts.files()::closeAll);
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

    /** What loads the tables that wait for it in this run. */
    synchronized Runnable loads() {
        return new TableLoads(this, load, runs);
    }

    synchronized void begun(int run, TableId table, long firstUnseen) {
        if (isRunning(run)) {
            capture(table).begin(firstUnseen);
        }
    }

    synchronized LocalDateTime started() {
        return started;
    }

    synchronized boolean isRunning(int run) {
        return state == State.RUNNING && run == runs;
    }

    synchronized Optional<TableId> nextToLoad(int run) {
        return isRunning(run)
                ? tables.entrySet().stream()
                        .filter(table -> table.getValue().state() == TableState.BEFORE_LOAD)
                        .map(Map.Entry::getKey)
                        .findFirst()
                : Optional.empty();
    }

    synchronized void loaded(int run, TableId table, long rows) {
        if (isRunning(run)) {
            List<Cached> kept = capture(table).complete(rows);
            log.info("table={} rows={} cached={}: loaded", table, rows, kept.size());
            kept.forEach(intake::write);
            notifyAll();
        }
    }

    synchronized void reload(TableId table) {
        capture(table).await();
        parts.files().close(table);
        started = parts.time().now();
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
        parts.folder().hold();
    }

    synchronized int release() {
        return parts.folder().release();
    }

    synchronized boolean isLoaded() {
        return tables.values().stream().allMatch(table -> table.state() == TableState.TABLE_COMPLETED);
    }

    synchronized boolean hasSeen(String message) {
        return intake.newestMessage().equals(message);
    }

    Duration realInterval() {
        return parts.time().real(task.target().interval());
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
