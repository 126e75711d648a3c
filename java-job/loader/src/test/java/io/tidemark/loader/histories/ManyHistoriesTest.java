package io.tidemark.loader.histories;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.histories.Tally.Event;
import io.tidemark.loader.load.FileFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories × splits × orders × repeats × late objects × loaders side by side × sessions that end in the middle, each
 * compared with a replay one by one. {@code scripts/prove} plays more of them; {@code -Dtidemark.first-seed=N
 * -Dtidemark.many-histories=1} shows one again.
 */
class ManyHistoriesTest {

    private static final long FIRST_SEED = Long.getLong("tidemark.first-seed", 1);
    private static final long HISTORIES = Long.getLong("tidemark.many-histories", 2_000);
    private static final int ENOUGH_FOR_EVERYTHING = 500;

    private static final Map<Long, CompletableFuture<Optional<String>>> PLAYED = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Workers workers;

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES);
    }

    @BeforeAll
    static void playThemSideBySide() {
        workers = new Workers(Math.max(2, Runtime.getRuntime().availableProcessors()));
        seeds().forEach(seed -> PLAYED.put(seed, workers.play(seed)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tableEndsEqualToItsSource(long seed) {
        requireNonNull(PLAYED.remove(seed)).join().ifPresent(Assertions::fail);
    }

    @AfterAll
    static void everythingHappened() {
        workers.close();
        System.out.println(workers.tally());
        if (HISTORIES < ENOUGH_FOR_EVERYTHING) {
            return;
        }
        for (Event event : Event.values()) {
            assertThat(workers.tally().count(event) > 0)
                    .as(event.name())
                    .isEqualTo(event != Event.SERVER_IMPORTS || Stage.SERVER_IMPORTS);
        }
        for (FileFormat format : FileFormat.values()) {
            assertThat(workers.tally().count(format)).as(format.name()).isPositive();
        }
    }
}
