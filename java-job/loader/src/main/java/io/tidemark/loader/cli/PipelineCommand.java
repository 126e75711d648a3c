package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.PipelineRun;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.PipelineResult;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.report.RunSummary;
import io.tidemark.loader.report.RunText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What commands share that load pipelines one after the other and end with a summary of all of them. */
abstract class PipelineCommand extends ConfiguredCommand {

    /** Checks the command's own options, before anything is opened. */
    abstract void validate();

    /** The hour that the run log shows, if there is one. */
    abstract Optional<HourPartition> hour();

    /** Does the command's work for one pipeline and hands over each partition as it is committed. */
    abstract void load(Stores stores, Pipeline pipeline, Run run, Consumer<LoadedHour> done);

    @Override
    public final Integer call() {
        validate();
        Settings settings = settings();
        Run run = Session.run(Tidemark.name(spec().commandLine()), tidemark().environment());
        List<PipelineResult> results = new ArrayList<>();
        try (Session session = Session.open(settings)) {
            for (Pipeline pipeline : settings.pipelines()) {
                results.add(runPipeline(session.stores(), pipeline, run));
            }
        }
        int exitCode = results.stream()
                .flatMap(result -> result.failure().stream())
                .findFirst()
                .map(failure -> LoadException.exitCodeOf(failure).number())
                .orElse(ExitCode.OK.number());
        tidemark().out().println(RunSummary.of(run, exitCode, results));
        return exitCode;
    }

    private PipelineResult runPipeline(Stores stores, Pipeline pipeline, Run run) {
        PipelineResult result = new PipelineRun(stores, pipeline, run)
                .run(
                        hour(),
                        done -> load(stores, pipeline, run, loaded -> {
                            tidemark().err().println(RunText.of(pipeline.name(), loaded));
                            done.accept(loaded);
                        }));
        result.failure().ifPresent(tidemark()::print);
        return result;
    }
}
