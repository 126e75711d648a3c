package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.QuarantineDesk;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.report.QuarantineReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quarantine list}: which rows are set aside, and why. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows which rows are set aside, with object, row, column and reason.")
final class QuarantineListCommand extends ConfiguredCommand {

    @Option(names = "--json", description = "Only the JSON, no text.")
    private boolean json;

    @Override
    public Integer call() {
        Settings settings = settings();
        Map<String, List<RowRefusal>> rows = new LinkedHashMap<>();
        try (Session session = Session.open(settings)) {
            for (Pipeline pipeline : settings.pipelines()) {
                rows.put(pipeline.name(), new QuarantineDesk(session.stores(), pipeline).list());
            }
        }
        if (!json) {
            tidemark().err().print(QuarantineReport.text(rows));
        }
        tidemark().out().println(QuarantineReport.json(rows));
        return 0;
    }
}
