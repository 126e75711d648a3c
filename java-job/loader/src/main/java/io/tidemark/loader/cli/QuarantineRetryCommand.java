package io.tidemark.loader.cli;

import io.tidemark.loader.load.QuarantineRetry;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code quarantine retry}: loads what was set aside. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Loads the rows that are set aside, after what kept them out was mended: they are read from their"
                        + " objects again, and their positions decide what they still change. What is bad still stays set aside.")
final class QuarantineRetryCommand extends PipelineCommand {

    @Override
    void validate() {
        // has no options of its own
    }

    @Override
    Optional<HourPartition> hour() {
        return Optional.empty();
    }

    @Override
    void load(Stores stores, Pipeline pipeline, Run run, Consumer<LoadedHour> done) {
        new QuarantineRetry(stores, pipeline, run).run(done);
    }
}
