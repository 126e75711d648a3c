package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.SandboxException;
import io.tidemark.sandbox.SandboxS3;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A task: full load, then the changes that came meanwhile, then all others, into files as DMS writes them.
 *
 * <p>What it confirms to the slot is in S3. A task that stops loses its open files and reads those changes again when it
 * resumes, together with some that it has written already: these come twice, under new names, and with a counter that begins
 * anew in their change sequence.
 *
 * <p>Its publication is of all tables, so that PostgreSQL refuses updates of tables without a key while there is a task.
 * Thread-safe. Whoever makes one closes it, which removes its slot.
 */
public final class DmsTask implements AutoCloseable {

    private static final int TICKS = 20;
    private static final AtomicInteger FLUSHES = new AtomicInteger();

    private final TaskDefinition definition;
    private final SourceServer source;
    private final ReplicationSlot slot;
    private final TaskWork work;
    private @Nullable Running running;

    private DmsTask(TaskDefinition definition, SourceServer source, TaskWork work) {
        this.definition = definition;
        this.source = source;
        this.work = work;
        String own = definition.source().slot();
        this.slot = new ReplicationSlot(source.jdbi(), own.isEmpty() ? definition.name() : own);
    }

    /** What runs while the task does. */
    private record Running(Optional<SlotCapture> capture, ScheduledExecutorService closing, ExecutorService loading) {}

    /**
     * Makes a task that does not run yet.
     *
     * @throws SandboxException if it cannot do what the documents say; the message names all of that
     */
    public static DmsTask create(DmsDocuments documents, SourceServer source, SandboxS3 s3, CompressedTime time) {
        TaskDefinition definition = TaskDefinition.of(documents);
        SourceCatalog catalog = new SourceCatalog(source.jdbi());
        return new DmsTask(definition, source, new TaskWork(definition, catalog, s3, time));
    }

    /** Begins anew: with a new slot, and with a full load of all tables if the task has one. */
    public synchronized void start() {
        if (definition.captures()) {
            slot.create();
        }
        work.prepare();
        run();
    }

    /**
     * Goes on where the slot is. A table whose full load had not ended is loaded anew.
     *
     * @throws SandboxException if there is no slot
     */
    public synchronized void resume() {
        if (!slot.exists()) {
            throw new SandboxException("there is no slot " + slot.name() + " to resume from; start the task");
        }
        work.takeUp();
        run();
    }

    private void run() {
        if (running != null) {
            throw new SandboxException("the task " + definition.name() + " runs already");
        }
        work.begin();
        ScheduledExecutorService closing =
                Executors.newSingleThreadScheduledExecutor(run -> daemon(run, "dms-closing"));
        ExecutorService loading = Executors.newSingleThreadExecutor(run -> daemon(run, "dms-loading"));
        Optional<SlotCapture> capture =
                definition.captures() ? Optional.of(SlotCapture.open(source, slot.name(), work)) : Optional.empty();
        long tick = Math.max(1, work.realInterval().toMillis() / TICKS);
        // It keeps its failures to itself: the work notes them.
        ScheduledFuture<?> unused = closing.scheduleWithFixedDelay(work::closeDue, tick, tick, TimeUnit.MILLISECONDS);
        loading.execute(work.loads());
        running = new Running(capture, closing, loading);
    }

    /** Ends at once: open files are lost. */
    public synchronized void stop() {
        Running ending = running;
        if (ending != null) {
            work.end();
            ending.capture().ifPresent(SlotCapture::close);
            ending.closing().shutdownNow();
            ending.loading().shutdownNow();
            work.forget();
            running = null;
        }
    }

    /** Reads no further until {@link #unpause}; what it has read is written. */
    public void pause() {
        work.pause(true);
    }

    /** Reads on. */
    public void unpause() {
        work.pause(false);
    }

    /** Loads a table again, as reload-tables does. */
    public synchronized void reload(TableId table) {
        Running now = running;
        if (now == null) {
            throw new SandboxException("the task " + definition.name() + " does not run");
        }
        work.reload(table);
        now.loading().execute(work.loads());
    }

    /** Holds change files back from now on: they get their names, and come to S3 late. */
    public void hold() {
        work.hold();
    }

    /** Writes the files that were held back, and answers how many. */
    public int release() {
        return work.release();
    }

    /** Waits until all tables are loaded. */
    public void awaitLoaded(Duration patience) {
        work.await("the full load", patience, work::isLoaded);
    }

    /** Reads up to now, and closes all files. */
    public void flush(Duration patience) {
        String marker = "dms-flush-" + FLUSHES.incrementAndGet();
        slot.database().useHandle(handle -> handle.execute("select pg_logical_emit_message(true, ?, '')", marker));
        work.await("the changes up to now", patience, () -> work.hasSeen(marker));
        work.closeAll();
    }

    /** What it is doing. */
    public TaskStatus status() {
        return work.status();
    }

    @Override
    public synchronized void close() {
        stop();
        slot.drop();
    }

    private static Thread daemon(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }
}
