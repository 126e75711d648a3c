package io.tidemark.loader.load;

import io.tidemark.loader.model.EnvironmentException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets producers work in threads while the caller's thread takes what they make, a bounded number at a time. The first
 * failure, on either side, stops all of them and is thrown; when {@link #run} returns no thread is left.
 */
final class Handover<T> {

    private static final long PATIENCE_SECONDS = 60;

    /** Makes any number of items. */
    @FunctionalInterface
    interface Producer<T> {
        void produce(Consumer<T> out);
    }

    private final BlockingQueue<Optional<T>> queue;
    private final ExecutorService threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private Handover(int threadCount) {
        this.queue = new ArrayBlockingQueue<>(2 * threadCount);
        this.threads = Executors.newFixedThreadPool(threadCount);
    }

    static <T> void run(int threadCount, List<Producer<T>> producers, Consumer<T> consumer) {
        Handover<T> handover = new Handover<>(threadCount);
        try {
            producers.forEach(handover::start);
            handover.consume(producers.size(), consumer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted; nothing was committed", e);
        } finally {
            handover.stop();
        }
    }

    private void start(Producer<T> producer) {
        threads.execute(() -> {
            try {
                producer.produce(item -> put(Optional.of(item)));
            } catch (OutOfMemoryError e) {
                failure.compareAndSet(null, e);
                throw e; // untouched: it may have broken the queue, and who handles it ends the process
            } catch (Throwable e) { // whatever it is, the caller's thread has to hear of it
                failure.compareAndSet(null, e);
            }
            put(Optional.empty());
        });
    }

    private void consume(int producers, Consumer<T> consumer) throws InterruptedException {
        int running = producers;
        while (running > 0) {
            // A producer that is out of memory does not say that it ended: its failure is looked for then.
            Optional<T> item = queue.poll(1, TimeUnit.SECONDS);
            throwFailure();
            if (item == null) {
                continue;
            }
            if (item.isPresent()) {
                consumer.accept(item.get());
            } else {
                running--;
            }
        }
    }

    private void throwFailure() {
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException runtime) {
            throw runtime;
        } else if (thrown instanceof Error error) {
            throw error;
        }
    }

    /** Offers until there is room, unless nobody takes any more. */
    private void put(Optional<T> item) {
        try {
            while (!stopped && !queue.offer(item, 1, TimeUnit.SECONDS)) {
                // the consumer is slower: PostgreSQL sets the pace
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopped && item.isPresent()) {
            throw new IllegalStateException("stopped");
        }
    }

    private void stop() {
        stopped = true;
        threads.shutdownNow();
        boolean ended = false;
        try {
            ended = threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            threads.shutdownNow();
        }
    }
}
