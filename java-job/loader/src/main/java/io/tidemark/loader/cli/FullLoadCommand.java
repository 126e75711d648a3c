package io.tidemark.loader.cli;

import io.tidemark.loader.load.FullLoad;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code full-load}: the LOAD files. */
@Command(
        name = "full-load",
        mixinStandardHelpOptions = true,
        description = "Loads the LOAD files of the table. Before or after its hours: a captured change always beats a"
                + " row of the full load.")
final class FullLoadCommand extends PipelineCommand {

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
        done.accept(new FullLoad(stores, pipeline, run).load());
    }
}
