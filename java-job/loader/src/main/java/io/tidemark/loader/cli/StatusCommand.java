package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.StatusQuery;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.PipelineStatus;
import io.tidemark.loader.report.StatusReport;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code status}: where pipelines stand. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the loaded hours, those that are missing, how fresh the table is, objects that no load has"
                + " taken and loaded objects that are gone from S3.")
final class StatusCommand extends ConfiguredCommand {

    @Option(names = "--json", description = "Only the JSON, no text.")
    private boolean json;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "168",
            description = "How many hours to look back. Default: ${DEFAULT-VALUE}.")
    private int hours;

    @Override
    public Integer call() {
        if (hours < 1) {
            throw new ParameterException(spec().commandLine(), "--hours is " + hours + "; expected at least 1");
        }
        Settings settings = settings();
        Instant now = Instant.now();
        HourPartition current = HourPartition.containing(now);
        HourRange range = new HourRange(current.plusHours(-hours), current.plusHours(1));
        try (Session session = Session.open(settings)) {
            List<PipelineStatus> statuses = settings.pipelines().stream()
                    .map(pipeline -> new StatusQuery(session.stores(), pipeline).ask(range, now))
                    .toList();
            if (!json) {
                tidemark().err().print(StatusReport.text(statuses));
            }
            tidemark().out().println(StatusReport.json(statuses));
        }
        return 0;
    }
}
