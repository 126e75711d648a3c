package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.load.Initialisation;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.report.InitReport;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code init}: prepares the target database. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Creates the state schema, checks target tables and adds the columns that loads need. May be"
                + " repeated; run it again after a change of the configuration.")
final class InitCommand extends ConfiguredCommand {

    @Option(
            names = "--create-target",
            description = "Create a target table that does not exist, from the schema of the files. Types that files"
                    + " write as text (uuid, json, jsonb, boolean) are inferred from values.")
    private boolean createTarget;

    @Option(
            names = "--column",
            paramLabel = "NAME=TYPE",
            description = "With --create-target: the PostgreSQL type of a column; may be repeated.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Override
    public Integer call() {
        Settings settings = settings();
        try (Session session = Session.open(settings)) {
            for (Pipeline pipeline : settings.pipelines()) {
                new Initialisation(session.stores(), pipeline).run(createTarget, types);
                tidemark()
                        .err()
                        .println(pipeline.name() + ": " + pipeline.target().table() + " is ready to be loaded");
            }
        }
        tidemark().out().println(InitReport.json(settings.pipelines()));
        return 0;
    }
}
