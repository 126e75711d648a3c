package io.tidemark.loader.config;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TableName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the section of one pipeline, which has the defaults of all behind it. */
final class PipelineReader {

    private static final Duration LONGEST_LOCK_TIMEOUT = Duration.ofDays(20);
    private static final long SMALLEST_FOLD_MEMORY = 1 << 20;
    private static final int MOST_READERS = 8;
    private static final char LAST_ASCII = 0x7f;

    /** A set of them travels through the fold as the bits of a number. */
    private static final int MOST_KEPT_COLUMNS = 63;

    private PipelineReader() {}

    static Pipeline pipeline(String name, Section section) {
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
        Pipeline.Source source = new Pipeline.Source(
                section.text("bucket"),
                folder(prefix),
                section.optionalText("full-load-prefix").map(PipelineReader::folder),
                section.choice("layout", Pipeline.Layout.class),
                section.choice("format", Pipeline.Format.class),
                section.texts("columns"),
                csv(section.section("csv")),
                debezium(section.section("debezium")),
                section.text("op-column"),
                section.text("timestamp-column"),
                section.text("position-column"),
                section.text("before-image-prefix"));
        requireColumns(section, source);
        section.refuseOthers();
        return source;
    }

    private static void requireColumns(Section section, Pipeline.Source source) {
        if (source.columns().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .distinct()
                        .count()
                < source.columns().size()) {
            section.problem("columns", "names a column twice");
        }
        boolean named = source.csv().header() || !source.columns().isEmpty();
        if (source.format() == Pipeline.Format.CSV && !named) {
            section.problem("columns", "is empty; expected the columns of CSV without a header (csv.header = false)");
        }
    }

    private static Pipeline.Csv csv(Section section) {
        String delimiter = section.text("delimiter");
        if (delimiter.length() != 1 || delimiter.charAt(0) > LAST_ASCII || "\"\r\n".contains(delimiter)) {
            section.problem(
                    "delimiter", "is '" + delimiter + "'; expected one ASCII character that is no quote or line end");
        }
        Pipeline.Csv csv = new Pipeline.Csv(
                delimiter.isEmpty() ? ',' : delimiter.charAt(0),
                section.optionalText("null-value").orElse(""),
                section.flag("header"));
        section.refuseOthers();
        return csv;
    }

    private static Pipeline.Debezium debezium(Section section) {
        Pipeline.Debezium debezium =
                new Pipeline.Debezium(section.section("types").allTexts());
        section.refuseOthers();
        return debezium;
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
        List<String> kept = section.texts("keep-when-null");
        if (kept.stream().anyMatch(key::contains)) {
            section.problem("keep-when-null", "names a column of the key, which is always logged");
        }
        if (kept.size() > MOST_KEPT_COLUMNS) {
            section.problem("keep-when-null", "names " + kept.size() + " columns; expected up to " + MOST_KEPT_COLUMNS);
        }
        Pipeline.Target target = new Pipeline.Target(
                table(section),
                key,
                section.choice("deletes", Pipeline.Deletes.class),
                section.choice("on-new-column", Pipeline.NewColumn.class),
                section.choice("on-nul-character", Pipeline.NulCharacter.class),
                kept,
                section.choice("strategy", Pipeline.Strategy.class));
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

    /** What comes late within the lookback must still meet the tombstones of its time. */
    private static Optional<Duration> tombstoneRetention(Section section, Duration lookback) {
        Optional<Duration> retention = section.durationOrNever("tombstone-retention");
        if (retention.isPresent() && retention.get().compareTo(lookback) <= 0) {
            section.problem(
                    "tombstone-retention",
                    "is " + retention.get() + "; expected more than load.lookback, which is " + lookback
                            + ", or never");
        }
        return retention;
    }

    private static Pipeline.Load load(Section section) {
        long foldMemory =
                section.bytesOrAuto("fold-memory").orElse(Runtime.getRuntime().maxMemory() / 4);
        if (foldMemory < SMALLEST_FOLD_MEMORY) {
            section.problem("fold-memory", "is " + foldMemory + " bytes; expected at least 1MiB");
        }
        Duration lookback = section.duration("lookback");
        Duration lockTimeout = section.duration("lock-timeout");
        if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(LONGEST_LOCK_TIMEOUT) > 0) {
            section.problem("lock-timeout", "is out of range; expected 1ms to 20d (0 would be no limit to PostgreSQL)");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        Optional<Integer> readers = section.numberOrAuto("readers", 1);
        Pipeline.Load load = new Pipeline.Load(
                lookback,
                section.duration("settle"),
                section.number("max-quarantined-rows", 0),
                section.duration("reload-margin"),
                tombstoneRetention(section, lookback),
                lockTimeout,
                foldMemory,
                readers.orElse(Math.min(MOST_READERS, Math.max(2, processors))));
        section.refuseOthers();
        return load;
    }
}
