package io.tidemark.sandbox.dms;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ConnectorCallback;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.tidemark.sandbox.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's engine, from a replication slot on. The slot alone remembers what was confirmed: a new capture begins there.
 *
 * <p>Whoever opens it closes it.
 */
final class SlotCapture implements AutoCloseable {

    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 30;

    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final CountDownLatch polling = new CountDownLatch(1);
    private final Thread thread;

    /** Takes the events, and says which of them are safe. Called by the engine's thread only. */
    interface Sink {

        /** Takes one. */
        void take(SourceRecord event);

        /** Takes note that a batch is complete, and answers up to which batch all is in S3, counted from 1. */
        long batchTaken();

        /** The engine ended by itself, for a reason that it gives. */
        void failed(@Nullable Throwable reason);
    }

    private SlotCapture(Properties properties, Sink sink) {
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties)
                .using(OffsetCommitPolicy.always())
                .using(new ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        polling.countDown();
                    }
                })
                .using((success, message, error) -> {
                    if (!success) {
                        sink.failed(error == null ? new SandboxException(message) : error);
                    }
                    polling.countDown();
                })
                .notifying(new Batches(sink))
                .build();
        this.thread = new Thread(engine, "dms-capture");
        thread.setDaemon(true);
    }

    /** Opens one, and waits until it reads. */
    static SlotCapture open(SourceServer source, String slot, Sink sink) {
        SlotCapture capture = new SlotCapture(properties(source, slot), sink);
        capture.thread.start();
        try {
            if (!capture.polling.await(START_SECONDS, TimeUnit.SECONDS)) {
                capture.close();
                throw new SandboxException("Debezium did not begin to read within " + START_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            capture.close();
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while Debezium started", e);
        }
        return capture;
    }

    @Override
    public void close() {
        try {
            engine.close();
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException("Debezium did not stop in an orderly way", e);
        } catch (IllegalStateException e) {
            // It has ended by itself.
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Properties properties(SourceServer source, String slot) {
        Properties properties = new Properties();
        properties.setProperty("name", slot);
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("database.hostname", source.host());
        properties.setProperty("database.port", Integer.toString(source.port()));
        properties.setProperty("database.user", source.user());
        properties.setProperty("database.password", source.password());
        properties.setProperty("database.dbname", source.database());
        properties.setProperty("topic.prefix", "dms");
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", slot);
        properties.setProperty("publication.name", slot);
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("skipped.operations", "none");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("decimal.handling.mode", "precise");
        properties.setProperty("time.precision.mode", "adaptive_time_microseconds");
        properties.setProperty("column.propagate.source.type", ".*");
        properties.setProperty("unavailable.value.placeholder", ConnectValues.NOT_LOGGED);
        properties.setProperty("heartbeat.interval.ms", "100");
        properties.setProperty("poll.interval.ms", "20");
        return properties;
    }

    /** Confirms the newest batch that is safe, whenever another one has come; heartbeats are some. */
    private static final class Batches implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

        private final Sink sink;
        private final NavigableMap<Long, RecordChangeEvent<SourceRecord>> unconfirmed = new TreeMap<>();
        private long batches;

        Batches(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void handleBatch(
                List<RecordChangeEvent<SourceRecord>> events,
                RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
                throws InterruptedException {
            events.forEach(event -> sink.take(event.record()));
            unconfirmed.put(++batches, events.get(events.size() - 1));
            Map.Entry<Long, RecordChangeEvent<SourceRecord>> safe = unconfirmed.floorEntry(sink.batchTaken());
            if (safe != null) {
                committer.markProcessed(safe.getValue());
                committer.markBatchFinished();
                unconfirmed.headMap(safe.getKey(), true).clear();
            }
        }
    }
}
