package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.FilesVerification;
import io.tidemark.loader.load.Origin;
import io.tidemark.loader.load.SourceVerification;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.Verified;
import io.tidemark.loader.report.VerificationReport;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code verify}: whether the table is what it should be. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Holds the target against its files: every object that was loaded is read and folded again, into a temporary"
                    + " table beside the target, and both are compared by counts, by buckets of keys, then key by key.",
            "With --source-url against its source instead, while both work on: keys whose changes are not loaded yet are"
                    + " counted apart.",
            "Exit code 3 says that they differ; some of the keys are then named, with hashes of both rows."
        })
final class VerifyCommand extends ConfiguredCommand {

    @Option(
            names = "--repair",
            description = "Brings the differing keys to what they should be, by the merge of every load, in a"
                    + " transaction that keeps loads of the pipeline waiting.")
    private boolean repair;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many differing keys are named. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(names = "--json", description = "Only the JSON, no text.")
    private boolean json;

    @ArgGroup(exclusive = false, heading = "Against the source:%n")
    private SourceOptions source = new SourceOptions();

    @Override
    public Integer call() {
        if (examples < 0) {
            throw new ParameterException(spec().commandLine(), "--examples is " + examples + "; expected 0 or more");
        }
        source.validate(spec().commandLine());
        Settings settings = settings();
        Run run = Session.run("verify", tidemark().environment());
        try (Session session = Session.open(settings);
                OpenSource origin = source.open(tidemark().environment())) {
            return verify(settings, session.stores(), origin, run);
        }
    }

    private int verify(Settings settings, Stores stores, OpenSource from, Run run) {
        Map<String, Verified> found = new LinkedHashMap<>();
        for (Pipeline pipeline : settings.pipelines()) {
            Verified verified = from.of(pipeline)
                    .map(origin -> againstSource(stores, pipeline, run, origin))
                    .orElseGet(() -> againstFiles(stores, pipeline, run));
            found.put(pipeline.name(), verified);
            if (!json) {
                tidemark().err().print(VerificationReport.text(pipeline.name(), verified));
            }
        }
        ExitCode code = found.values().stream().allMatch(Verified::right) ? ExitCode.OK : ExitCode.DATA_REFUSED;
        tidemark().out().println(VerificationReport.json(found, code.number()));
        return code.number();
    }

    private Verified againstSource(Stores stores, Pipeline pipeline, Run run, Origin origin) {
        SourceVerification verification = new SourceVerification(stores, pipeline, run, origin, examples);
        return repair ? verification.repair() : verification.verify();
    }

    private Verified againstFiles(Stores stores, Pipeline pipeline, Run run) {
        FilesVerification verification = new FilesVerification(stores, pipeline, run, examples);
        return repair ? verification.repair() : verification.verify();
    }
}
