package io.tidemark.loader.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Schedule;
import io.tidemark.loader.model.ScheduledPipelines;
import io.tidemark.loader.model.ScheduledPipelines.Scheduled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a configuration file. All problems are reported together, with their keys and what was expected. */
public final class SettingsReader {

    private static final Pattern PIPELINE_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9._-]+(:\\d{1,5})?/?");

    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {}

    /** Reads the file over the defaults of {@code reference.conf}. */
    public static Settings read(Path file) {
        return new SettingsReader().settings(file);
    }

    /**
     * Reads the file for those who schedule its pipelines: nothing is asked of S3 and the database, which may be known only
     * where the loads run.
     */
    public static ScheduledPipelines readSchedules(Path file) {
        return new SettingsReader().schedules(file);
    }

    private Settings settings(Path file) {
        Section root = new Section("tidemark", resolved(file, ConfigResolveOptions.defaults()), problems);
        Settings.S3 s3 = s3(root.section("s3"));
        Settings.Database target = database(root.section("target"));
        AirflowReader.airflow(root.section("airflow"));
        List<Scheduled> pipelines = pipelines(root);
        root.refuseOthers();
        refuseProblems(file);
        return new Settings(
                s3, target, pipelines.stream().map(Scheduled::pipeline).toList());
    }

    private ScheduledPipelines schedules(Path file) {
        ConfigResolveOptions lenient = ConfigResolveOptions.defaults().setAllowUnresolved(true);
        Section root = new Section("tidemark", resolved(file, lenient), problems);
        ScheduledPipelines scheduled =
                new ScheduledPipelines(AirflowReader.airflow(root.section("airflow")), pipelines(root));
        for (Scheduled one : scheduled.pipelines()) {
            if (one.schedule().start().isEmpty()) {
                problems.add("tidemark.pipelines." + one.pipeline().name()
                        + ".airflow.start is missing; expected the first hour to load, e.g. 2026-11-22T13:00Z");
            }
        }
        refuseProblems(file);
        return scheduled;
    }

    private void refuseProblems(Path file) {
        if (!problems.isEmpty()) {
            StringBuilder text = new StringBuilder(file + ": " + problems.size()
                    + (problems.size() == 1 ? " problem" : " problems") + " in the configuration");
            for (int i = 0; i < problems.size(); i++) {
                text.append(System.lineSeparator())
                        .append("  ")
                        .append(i + 1)
                        .append(") ")
                        .append(problems.get(i));
            }
            throw new ConfigurationException(text.toString());
        }
    }

    private static Config resolved(Path file, ConfigResolveOptions options) {
        if (!Files.isReadable(file)) {
            throw new ConfigurationException("cannot read the configuration file " + file);
        }
        try {
            Config all = ConfigFactory.parseFile(file.toFile())
                    .withFallback(ConfigFactory.parseResources(SettingsReader.class.getClassLoader(), "reference.conf"))
                    .resolve(options);
            return all.getConfig("tidemark");
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new ConfigurationException(
                    file + ": a substitution has no value; set the environment variable, or write ${?NAME} if it may be"
                            + " absent (" + e.getMessage() + ")",
                    e);
        } catch (ConfigException e) {
            throw new ConfigurationException(file + " is not valid HOCON: " + e.getMessage(), e);
        }
    }

    private Settings.S3 s3(Section section) {
        Settings.S3 s3 = new Settings.S3(
                section.text("region"),
                endpoint(section),
                section.flag("path-style"),
                section.number("attempts", 1),
                section.duration("read-timeout"));
        section.refuseOthers();
        return s3;
    }

    private static Optional<String> endpoint(Section section) {
        Optional<String> endpoint = section.optionalText("endpoint");
        if (endpoint.isPresent() && !ENDPOINT.matcher(endpoint.get()).matches()) {
            section.problem("endpoint", "is no address; expected http://host:port or https://host:port");
        }
        return endpoint;
    }

    private Settings.Database database(Section section) {
        Settings.Database database = new Settings.Database(
                section.text("url"),
                section.text("user"),
                section.optionalText("password"),
                section.text("state-schema"));
        if (!database.url().isEmpty() && !database.url().startsWith("jdbc:postgresql:")) {
            section.problem("url", "is no PostgreSQL URL; expected jdbc:postgresql://host:port/database");
        }
        section.refuseOthers();
        return database;
    }

    private List<Scheduled> pipelines(Section root) {
        Section defaults = root.section("pipeline-defaults");
        Section section = root.section("pipelines");
        List<Scheduled> pipelines = new ArrayList<>();
        for (String name : section.keys().stream().sorted().toList()) {
            if (!PIPELINE_NAME.matcher(name).matches()) {
                section.problem(name, "is no pipeline name; expected up to 40 lower-case letters, digits, - and _");
            }
            Section one = section.section(name).withFallback(defaults);
            Schedule schedule = AirflowReader.schedule(one.section("airflow"));
            pipelines.add(new Scheduled(PipelineReader.pipeline(name, one), schedule));
        }
        if (pipelines.isEmpty()) {
            problems.add("tidemark.pipelines is empty; expected at least one pipeline");
        }
        pipelines.forEach(one -> pipelines.forEach(other -> requireApart(one.pipeline(), other.pipeline())));
        return pipelines;
    }

    /** Folders beside LOAD files are segments of them: those of another table there would be taken in. */
    private void requireApart(Pipeline pipeline, Pipeline other) {
        String taken = pipeline.source().loadFilesPrefix();
        String place = other.source().loadFilesPrefix();
        if (pipeline.source().bucket().equals(other.source().bucket())
                && !pipeline.name().equals(other.name())
                && place.startsWith(taken)
                && !place.equals(taken)) {
            problems.add("tidemark.pipelines." + other.name() + " has its LOAD files in " + place
                    + ", where they would count as a segment of pipeline " + pipeline.name()
                    + ", whose LOAD files are in "
                    + taken + "; expected places that do not lie within each other, see source.full-load-prefix");
        }
    }
}
