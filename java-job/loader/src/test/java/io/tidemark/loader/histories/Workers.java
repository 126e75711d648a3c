package io.tidemark.loader.histories;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Plays histories on several stages side by side, and makes those small that fail. Thread-safe. */
final class Workers implements AutoCloseable {

    private static final int MOST_TRIES = 600;

    private final BlockingQueue<Stage> stages = new LinkedBlockingQueue<>();
    private final ExecutorService threads;
    private final Tally tally = new Tally();

    Workers(int count) {
        threads = Executors.newFixedThreadPool(count);
        for (int worker = 0; worker < count; worker++) {
            stages.add(new Stage());
        }
    }

    Tally tally() {
        return tally;
    }

    /** What went wrong with a seed's history, with the smallest case of it that was found. */
    CompletableFuture<Optional<String>> play(long seed) {
        return CompletableFuture.supplyAsync(() -> on(seed), threads);
    }

    private Optional<String> on(long seed) {
        Stage stage = stages.remove();
        try {
            History history = Generator.history(seed);
            Optional<String> failure = Play.failure(stage, history, tally);
            return failure.map(message -> describe(stage, seed, history, message));
        } finally {
            stages.add(stage);
        }
    }

    private static String describe(Stage stage, long seed, History history, String message) {
        Tally none = new Tally();
        History small = Shrinker.shrink(
                history, smaller -> Play.failure(stage, smaller, none).isPresent(), MOST_TRIES);
        String last = Play.failure(stage, small, none).orElse("(this time it went well)");
        return "seed " + seed + ": " + message + "\n\nMade small: " + last + "\n\n" + CaseText.of(seed, small);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        stages.forEach(Stage::close);
    }
}
