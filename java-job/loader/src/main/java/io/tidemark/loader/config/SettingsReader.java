package io.tidemark.loader.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a configuration file. All problems are reported together, with their keys and what was expected. */
public final class SettingsReader {

    private static final Pattern PIPELINE_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9._-]+(:\\d{1,5})?/?");
    private static final Duration LONGEST_LOCK_TIMEOUT = Duration.ofDays(20);
    private static final long SMALLEST_FOLD_MEMORY = 1 << 20;
    private static final int MOST_READERS = 8;

    /** The formats that this version reads. */
    private enum Format {
        PARQUET
    }

    /** The strategies that this version knows: staging by COPY is what auto chooses. */
    private enum Strategy {
        AUTO,
        COPY
    }

    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {}

    /** Reads the file over the defaults of {@code reference.conf}. */
    public static Settings read(Path file) {
        return new SettingsReader().settings(file);
    }

    private Settings settings(Path file) {
        Section root = new Section("tidemark", resolved(file), problems);
        Section defaults = root.section("pipeline-defaults");
        Settings.S3 s3 = s3(root.section("s3"));
        Settings.Database target = database(root.section("target"));
        List<Pipeline> pipelines = pipelines(root.section("pipelines"), defaults);
        root.refuseOthers();
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
        return new Settings(s3, target, pipelines);
    }

    private static Config resolved(Path file) {
        if (!Files.isReadable(file)) {
            throw new ConfigurationException("cannot read the configuration file " + file);
        }
        try {
            Config all = ConfigFactory.parseFile(file.toFile())
                    .withFallback(ConfigFactory.parseResources(SettingsReader.class.getClassLoader(), "reference.conf"))
                    .resolve();
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

    private List<Pipeline> pipelines(Section section, Section defaults) {
        List<Pipeline> pipelines = new ArrayList<>();
        for (String name : section.keys().stream().sorted().toList()) {
            if (!PIPELINE_NAME.matcher(name).matches()) {
                section.problem(name, "is no pipeline name; expected up to 40 lower-case letters, digits, - and _");
            }
            pipelines.add(pipeline(name, section.section(name).withFallback(defaults)));
        }
        if (pipelines.isEmpty()) {
            problems.add("tidemark.pipelines is empty; expected at least one pipeline");
        }
        return pipelines;
    }

    private Pipeline pipeline(String name, Section section) {
        Pipeline pipeline = new Pipeline(
                name,
                source(section.section("source")),
                target(section.section("target")),
                load(section.section("load")));
        section.refuseOthers();
        return pipeline;
    }

    private static Pipeline.Source source(Section section) {
        String prefix = section.text("prefix");
        section.choice("format", Format.class);
        requireEmpty(section, "columns", "names the columns of header-less CSV");
        Section csv = section.section("csv");
        csv.text("delimiter");
        csv.optionalText("null-value");
        csv.flag("header");
        csv.refuseOthers();
        Pipeline.Source source = new Pipeline.Source(
                section.text("bucket"),
                folder(prefix),
                section.optionalText("full-load-prefix").map(SettingsReader::folder),
                section.choice("layout", Pipeline.Layout.class),
                section.text("op-column"),
                section.text("timestamp-column"),
                section.text("position-column"),
                section.text("before-image-prefix"));
        section.refuseOthers();
        return source;
    }

    /** Keys of the contract whose work this version does not do: to pass over a value would lose data in silence. */
    private static void requireEmpty(Section section, String key, String meaning) {
        if (!section.texts(key).isEmpty()) {
            section.problem(key, meaning + ", which this version does not support; expected []");
        }
    }

    /** A prefix names a folder: without the slash, {@code dms/orders} would take in {@code dms/orders_archive}. */
    private static String folder(String prefix) {
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private static Pipeline.Target target(Section section) {
        List<String> key = section.someTexts("key");
        if (key.size() != new HashSet<>(key).size()) {
            section.problem("key", "names a column twice");
        }
        requireEmpty(section, "keep-when-null", "keeps values that were not logged");
        section.choice("strategy", Strategy.class);
        Pipeline.Target target = new Pipeline.Target(
                table(section),
                key,
                section.choice("deletes", Pipeline.Deletes.class),
                section.choice("on-new-column", Pipeline.NewColumn.class),
                section.choice("on-nul-character", Pipeline.NulCharacter.class));
        section.refuseOthers();
        return target;
    }

    private static TableName table(Section section) {
        String text = section.text("table");
        try {
            return TableName.parse(text.isEmpty() ? "missing.missing" : text);
        } catch (ConfigurationException e) {
            section.problem("table", "is " + e.getMessage());
            return new TableName("missing", "missing");
        }
    }

    private static Pipeline.Load load(Section section) {
        long foldMemory =
                section.bytesOrAuto("fold-memory").orElse(Runtime.getRuntime().maxMemory() / 4);
        if (foldMemory < SMALLEST_FOLD_MEMORY) {
            section.problem("fold-memory", "is " + foldMemory + " bytes; expected at least 1MiB");
        }
        if (section.number("max-quarantined-rows", 0) > 0) {
            section.problem("max-quarantined-rows", "sets bad rows aside, which this version does not; expected 0");
        }
        Duration lockTimeout = section.duration("lock-timeout");
        if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(LONGEST_LOCK_TIMEOUT) > 0) {
            section.problem("lock-timeout", "is out of range; expected 1ms to 20d (0 would be no limit to PostgreSQL)");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        Optional<Integer> readers = section.numberOrAuto("readers", 1);
        Pipeline.Load load = new Pipeline.Load(
                section.duration("lookback"),
                section.duration("settle"),
                lockTimeout,
                foldMemory,
                readers.orElse(Math.min(MOST_READERS, Math.max(2, processors))));
        section.refuseOthers();
        return load;
    }
}
