package io.tidemark.loader.cli;

import io.tidemark.loader.load.HourLoad;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code load}: one hour, or a range of them. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Loads an hour, or a range of hours, with late objects of the hours before. Safe to repeat in any"
                + " order: what was loaded is not loaded again, and nothing older beats anything newer.")
final class LoadCommand extends PipelineCommand {

    @Mixin
    private HourOptions hours = new HourOptions();

    @Override
    void validate() {
        range();
    }

    @Override
    Optional<HourPartition> hour() {
        return Optional.of(range().from());
    }

    @Override
    void load(Stores stores, Pipeline pipeline, Run run, Consumer<LoadedHour> done) {
        new HourLoad(stores, pipeline, run).load(range(), hours.reapply(), Instant.now(), done);
    }

    private HourRange range() {
        return hours.range(spec().commandLine());
    }
}
