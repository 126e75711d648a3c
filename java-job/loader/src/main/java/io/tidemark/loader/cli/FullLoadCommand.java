package io.tidemark.loader.cli;

import io.tidemark.loader.load.FullLoad;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code full-load}: the LOAD files. */
@Command(
        name = "full-load",
        mixinStandardHelpOptions = true,
        description = "Loads the LOAD files of the table. Before or after its hours: a captured change always beats a"
                + " row of the full load.")
final class FullLoadCommand extends PipelineCommand {

    @Option(
            names = "--reload",
            description =
                    "Replace the table's content: the table was reloaded at the source. Rows that its LOAD files do"
                            + " not have are deleted, and changes from before it count no more; those since it began win, in"
                            + " whatever order they are loaded. To be run when the full load at the source is complete.")
    private boolean reload;

    @Option(
            names = "--started-at",
            paramLabel = "TIME",
            description =
                    "With --reload: when the full load at the source began, e.g. 2026-11-22T13:05:00Z. Needed only"
                            + " where the timestamps of the LOAD files do not say it.")
    private @Nullable String startedAt;

    @Override
    void validate() {
        if (startedAt != null && !reload) {
            throw new ParameterException(spec().commandLine(), "--started-at goes with --reload");
        }
        start();
    }

    @Override
    Optional<HourPartition> hour() {
        return Optional.empty();
    }

    @Override
    void load(Stores stores, Pipeline pipeline, Run run, Consumer<LoadedHour> done) {
        FullLoad fullLoad = new FullLoad(stores, pipeline, run);
        done.accept(reload ? fullLoad.reload(start()) : fullLoad.load());
    }

    private Optional<Instant> start() {
        try {
            return Optional.ofNullable(startedAt).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec().commandLine(),
                    "not a time: '" + startedAt + "'; expected one with its offset, e.g. 2026-11-22T13:05:00Z",
                    e);
        }
    }
}
