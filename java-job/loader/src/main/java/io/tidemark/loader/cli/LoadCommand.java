package io.tidemark.loader.cli;

import io.tidemark.loader.load.HourLoad;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code load}: one hour, or a range of them. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Loads an hour, or a range of hours, with late objects of the hours before. Safe to repeat in any"
                + " order: what was loaded is not loaded again, and nothing older beats anything newer.")
final class LoadCommand extends PipelineCommand {

    @Option(names = "--hour", paramLabel = "HOUR", description = "The hour, e.g. 2026-11-22T13:00Z.")
    private @Nullable String hour;

    @Option(names = "--from", paramLabel = "HOUR", description = "First hour of a range.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "HOUR", description = "End of a range; this hour is not part of it.")
    private @Nullable String to;

    @Option(names = "--reapply", description = "Also take objects of these hours that the ledger already holds.")
    private boolean reapply;

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
        new HourLoad(stores, pipeline, run).load(range(), reapply, Instant.now(), done);
    }

    private HourRange range() {
        try {
            if (hour != null && from == null && to == null) {
                return HourRange.of(HourPartition.parse(hour));
            }
            if (hour == null && from != null && to != null) {
                return new HourRange(HourPartition.parse(from), HourPartition.parse(to));
            }
        } catch (ConfigurationException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
        throw new ParameterException(spec().commandLine(), "give either --hour, or --from and --to");
    }
}
