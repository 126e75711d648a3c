package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.QuarantineDesk;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.report.QuarantineReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code quarantine discard}: gives rows up. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = "Takes rows out of the quarantine without loading them. The table then lacks what they would have"
                + " changed.")
final class QuarantineDiscardCommand extends ConfiguredCommand {

    /** Which rows: to give all of them up has to be said. */
    static final class Choice {

        @Option(names = "--all", required = true, description = "Every row that is set aside.")
        private boolean all;

        @Option(
                names = "--object",
                required = true,
                paramLabel = "KEY",
                description = "The rows of one object, by its key without the bucket.")
        private @Nullable String object;
    }

    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    @Option(names = "--row", paramLabel = "N", description = "Only this row of the object, counted from 1.")
    private @Nullable Long row;

    @Override
    public Integer call() {
        if (row != null && choice.all) {
            throw new ParameterException(spec().commandLine(), "--row needs --object");
        }
        Settings settings = settings();
        Run run = Session.run(Tidemark.name(spec().commandLine()), tidemark().environment());
        Map<String, Integer> discarded = new LinkedHashMap<>();
        try (Session session = Session.open(settings)) {
            for (Pipeline pipeline : settings.pipelines()) {
                int rows = new QuarantineDesk(session.stores(), pipeline)
                        .discard(Optional.ofNullable(choice.object), Optional.ofNullable(row), run);
                discarded.put(pipeline.name(), rows);
                tidemark().err().println(pipeline.name() + ": " + rows + " discarded");
            }
        }
        tidemark().out().println(QuarantineReport.discarded(discarded));
        return 0;
    }
}
