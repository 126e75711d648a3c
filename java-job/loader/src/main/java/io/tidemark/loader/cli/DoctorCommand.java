package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.dms.DmsExamination;
import io.tidemark.loader.load.Doctor;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.model.Finding;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.report.FindingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what would go wrong. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks configuration, S3, database, rights, target tables and, with --dms, settings of AWS DMS;"
                + " each finding has a cause and a remedy. Changes nothing. Ends with 2 if something keeps loads from"
                + " working, or loses data.")
final class DoctorCommand extends ConfiguredCommand {

    @Option(
            names = "--dms",
            paramLabel = "PATH",
            description = "JSON of AWS DMS, a file or a folder: inputs of its API, answers of aws dms describe-…, table"
                    + " mappings, task settings. Each setting that loses data is named. May be repeated.")
    private List<Path> dms = new ArrayList<>();

    @Override
    public Integer call() {
        Settings settings = settings();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("configuration", "read " + settings.pipelines().size() + " pipeline(s)"));
        if (!dms.isEmpty()) {
            findings.addAll(DmsExamination.of(dms));
        }
        try (Session session = Session.open(settings)) {
            for (Pipeline pipeline : settings.pipelines()) {
                findings.addAll(new Doctor(session.stores(), pipeline).examine());
            }
        }
        boolean broken = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR);
        int exitCode = broken ? ExitCode.CONFIGURATION.number() : ExitCode.OK.number();
        tidemark().err().print(FindingReport.text(findings));
        tidemark().out().println(FindingReport.json(exitCode, findings));
        return exitCode;
    }
}
