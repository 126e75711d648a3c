package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline.Strategy;
import io.tidemark.loader.model.PipelineResult;
import io.tidemark.loader.model.Run;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The summary of a run as one JSON object, for whoever started it. Times are ISO 8601 in UTC, durations in seconds. */
public final class RunSummary {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunSummary() {}

    /** What was done for each pipeline, with totals and all hours in one list for those who run a single one. */
    public static String of(Run run, int exitCode, List<PipelineResult> results) {
        ObjectNode root = start(run.command(), exitCode);
        root.put("run_id", run.id()).put("jar_version", run.jarVersion());
        boolean fresh =
                results.stream().flatMap(result -> result.hours().stream()).anyMatch(LoadedHour::fresh);
        root.put("outcome", exitCode != 0 ? "failed" : fresh ? "loaded" : "nothing-new");
        counts(root, total(results.stream().flatMap(result -> result.hours().stream())));
        ArrayNode hours = root.putArray("hours");
        results.forEach(result -> result.hours().forEach(hour -> hour(hours.addObject(), result.pipeline(), hour)));
        ArrayNode pipelines = root.putArray("pipelines");
        results.forEach(result -> pipeline(pipelines.addObject(), result));
        results.stream()
                .flatMap(result -> result.failure().stream())
                .findFirst()
                .ifPresent(failure -> error(root, failure));
        return root.toString();
    }

    /** A command that did nothing but fail. */
    public static String ofFailure(String command, int exitCode, Throwable failure) {
        ObjectNode root = start(command, exitCode).put("outcome", "failed");
        error(root, failure);
        return root.toString();
    }

    static ObjectNode start(String command, int exitCode) {
        return JSON.createObjectNode().put("command", command).put("exit_code", exitCode);
    }

    private static void pipeline(ObjectNode node, PipelineResult result) {
        node.put("pipeline", result.pipeline());
        node.put("outcome", result.failure().isPresent() ? "failed" : "done");
        counts(node, total(result.hours().stream()));
        node.put(
                "high_watermark",
                result.highWatermark().map(HourPartition::toString).orElse(null));
        result.failure().ifPresent(failure -> error(node, failure));
    }

    static void hour(ObjectNode node, String pipeline, LoadedHour hour) {
        node.put("pipeline", pipeline);
        node.put("hour", hour.hour().map(HourPartition::toString).orElse(null));
        node.put("outcome", hour.fresh() ? "loaded" : "nothing-new");
        counts(node, hour.counts());
        hour.strategy()
                .ifPresent(chosen ->
                        node.put("strategy", written(chosen.strategy())).put("strategy_reason", chosen.reason()));
        node.put("seconds", seconds(hour.took()));
    }

    static HourCounts total(Stream<LoadedHour> hours) {
        return hours.map(LoadedHour::counts).reduce(HourCounts.NONE, HourCounts::plus);
    }

    static void counts(ObjectNode node, HourCounts counts) {
        node.put("objects", counts.objects())
                .put("rows", counts.rows())
                .put("ignored", counts.ignored())
                .put("key_changes", counts.keyChanges())
                .put("gone", counts.gone())
                .put("changes", counts.changes())
                .put("applied", counts.applied())
                .put("inserted", counts.merged().inserted())
                .put("updated", counts.merged().updated())
                .put("deleted", counts.merged().deleted())
                .put("absent", counts.merged().absent())
                .put("superseded", counts.superseded())
                .put("stale", counts.merged().stale())
                .put("quarantined", counts.quarantined());
    }

    /** The class as the run log names it too. */
    private static void error(ObjectNode node, Throwable failure) {
        node.putObject("error").put("class", failure.getClass().getSimpleName()).put("message", failure.getMessage());
    }

    /** As the configuration writes it. */
    private static String written(Strategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
