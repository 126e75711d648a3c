package io.tidemark.loader.faults;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that the server ends, and lines that break, at every boundary between the stages of a load. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LostSessionsTest {

    private final Hour hour = new Hour();

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aSessionThatTheServerEndsLeavesNothingHalfApplied(Moment moment) {
        Outcome outcome;
        try (Halt halt = new Halt(hour.bench(), moment)) {
            CompletableFuture<Outcome> load = load();
            halt.awaitReached();
            halt.terminateSessions();
            outcome = moment.isOfS3() ? released(halt, load) : load.join();
        }
        assertEndedRight(moment, outcome);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aLineThatBreaksLeavesNothingHalfApplied(Moment moment) {
        Outcome outcome;
        try (PostgresLine line = new PostgresLine();
                Halt halt = new Halt(hour.bench(), moment)) {
            hour.bench().settings("target.url = \"" + line.url(hour.bench().database()) + "\"");
            CompletableFuture<Outcome> load = load();
            halt.awaitReached();
            line.cut();
            outcome = moment.isOfS3() ? released(halt, load) : load.join();
        }
        assertEndedRight(moment, outcome);
    }

    private CompletableFuture<Outcome> load() {
        return CompletableFuture.supplyAsync(() -> hour.bench().run("load", "--hour", Items.HOUR));
    }

    private static Outcome released(Halt halt, CompletableFuture<Outcome> load) {
        halt.open();
        return load.join();
    }

    /** A session that was lost before it was needed is no loss, and a commit may have come through: all or nothing. */
    private void assertEndedRight(Moment moment, Outcome outcome) {
        boolean loaded = hour.isLoaded();
        if (moment == Moment.LISTING && loaded) {
            assertThat(outcome).succeeded();
        } else {
            assertThat(outcome).failedWith(ExitCode.ENVIRONMENT, "PostgreSQL: ").withErrorClass("EnvironmentException");
        }
        if (loaded) {
            assertThat(moment).isIn(Moment.LISTING, Moment.COMMIT);
            hour.assertLoadedOnce();
        } else {
            hour.assertNothingLoaded();
        }
        hour.assertRetryLoadsAllOnce();
    }
}
