package io.tidemark.loader.load;

import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.ledger.RunLog.Outcome;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.PipelineResult;
import io.tidemark.loader.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a load for one pipeline and answers how it went instead of throwing, so that one pipeline's trouble does not keep
 * the next from its hour. A failure is noted in the run log, in a transaction of its own.
 */
public final class PipelineRun {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;

    public PipelineRun(Stores stores, Pipeline pipeline, Run run) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
    }

    /** Runs a load, which hands over each partition that it commits; {@code hour} is what the run log shows of it. */
    public PipelineResult run(Optional<HourPartition> hour, Consumer<Consumer<LoadedHour>> load) {
        List<LoadedHour> done = new ArrayList<>();
        try {
            load.accept(done::add);
            Optional<HourPartition> high =
                    stores.target().withHandle(handle -> new Watermarks(stores.state(), pipeline.name()).high(handle));
            return new PipelineResult(pipeline.name(), done, high, Optional.empty());
        } catch (RuntimeException e) {
            RuntimeException failure = SqlFailures.named("pipeline " + pipeline.name(), e);
            note(hour, failure);
            return new PipelineResult(pipeline.name(), done, Optional.empty(), Optional.of(failure));
        }
    }

    /** If even that fails, the failure itself still reaches the caller; the database is then the reason for both. */
    private void note(Optional<HourPartition> hour, RuntimeException failure) {
        int exitCode = LoadException.exitCodeOf(failure).number();
        try {
            stores.target()
                    .useHandle(handle -> new RunLog(stores.state(), pipeline.name())
                            .add(handle, run, hour, Outcome.failed(exitCode, failure)));
        } catch (JdbiException e) {
            LOG.warn("pipeline={} the failed run could not be noted in the run log", pipeline.name());
        }
    }
}
