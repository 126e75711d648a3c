package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.HourLoad;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.PlannedHour;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.report.PlanReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: what {@code load} would do. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Says what load would do now, per object and per outcome, and writes nothing: each hour is loaded as"
                        + " it would be, by itself, and rolled back.")
final class PlanCommand extends ConfiguredCommand {

    @Mixin
    private HourOptions hours = new HourOptions();

    @Option(names = "--json", description = "Only the JSON, no text.")
    private boolean json;

    @Override
    public Integer call() {
        HourRange range = hours.range(spec().commandLine());
        Settings settings = settings();
        Run run = Session.run("plan", tidemark().environment());
        Map<String, List<PlannedHour>> planned = new LinkedHashMap<>();
        try (Session session = Session.open(settings)) {
            for (Pipeline pipeline : settings.pipelines()) {
                List<PlannedHour> found = planned.computeIfAbsent(pipeline.name(), name -> new ArrayList<>());
                new HourLoad(session.stores(), pipeline, run).plan(range, hours.reapply(), found::add);
            }
        }
        if (!json) {
            tidemark().err().print(PlanReport.text(planned));
        }
        tidemark().out().println(PlanReport.json(planned));
        return 0;
    }
}
