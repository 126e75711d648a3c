package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.PipelineStatus;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.WatermarkRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Where pipelines stand, as JSON and as text. */
public final class StatusReport {

    private StatusReport() {}

    public static String json(List<PipelineStatus> pipelines) {
        ObjectNode root = RunSummary.start("status", 0);
        ArrayNode nodes = root.putArray("pipelines");
        pipelines.forEach(status -> pipeline(nodes.addObject(), status));
        return root.toString();
    }

    private static void pipeline(ObjectNode node, PipelineStatus status) {
        node.put("pipeline", status.pipeline());
        node.put(
                "high_watermark",
                status.highWatermark().map(HourPartition::toString).orElse(null));
        node.put(
                "verified_through",
                status.verifiedThrough().map(Instant::toString).orElse(null));
        node.put(
                "freshness_seconds", status.freshness().map(Duration::toSeconds).orElse(null));
        node.putObject("generation")
                .put("number", status.generation().number())
                .put("position", status.generation().position().toString())
                .put(
                        "horizon",
                        status.generation().horizon().map(Position::toString).orElse(null));
        node.put("quarantined", status.quarantined());
        ArrayNode hours = node.putArray("hours");
        status.hours().forEach(hour -> hour(hours.addObject(), hour));
        ArrayNode missing = node.putArray("missing_hours");
        status.missingHours().forEach(hour -> missing.add(hour.toString()));
        ArrayNode unloaded = node.putArray("unloaded");
        status.unloaded().forEach(object -> unloaded(unloaded.addObject(), object));
        ArrayNode vanished = node.putArray("vanished");
        status.vanished().forEach(vanished::add);
    }

    private static void unloaded(ObjectNode node, SourceObject object) {
        node.put("object", object.uri())
                .put("etag", object.etag())
                .put("size", object.size())
                .put("hour", object.hour() == null ? null : object.hour().toString());
    }

    private static void hour(ObjectNode node, WatermarkRow hour) {
        node.put("hour", hour.hour().toString())
                .put("state", hour.state())
                .put("objects", hour.objects())
                .put("changes", hour.changes())
                .put("inserted", hour.inserted())
                .put("updated", hour.updated())
                .put("deleted", hour.deleted())
                .put("absent", hour.absent())
                .put("superseded", hour.superseded())
                .put("stale", hour.stale())
                .put("quarantined", hour.quarantined())
                .put("newest_position", hour.newestPosition().orElse(null))
                .put("newest_commit", hour.newestCommit().map(Instant::toString).orElse(null))
                .put("attempts", hour.attempts())
                .put("loaded_at", hour.loadedAt().toString());
    }

    public static String text(List<PipelineStatus> pipelines) {
        StringBuilder text = new StringBuilder();
        for (PipelineStatus status : pipelines) {
            text.append(headline(status));
            text.append(generation(status.generation()));
            text.append(line(
                    "hour", "state", "objects", "changes", "inserted", "updated", "deleted", "superseded", "stale"));
            status.hours().forEach(hour -> text.append(line(hour)));
            attention(text, "hours never loaded", status.missingHours());
            attention(
                    text,
                    "objects not loaded",
                    status.unloaded().stream().map(object -> object.uri()).toList());
            attention(text, "loaded objects that are gone from S3", status.vanished());
        }
        return text.toString();
    }

    private static String headline(PipelineStatus status) {
        String until = status.highWatermark().map(hour -> hour.end().toString()).orElse("(none)");
        String age = status.freshness()
                .map(freshness -> ", newest change is " + words(freshness) + " old")
                .orElse("");
        String verified = status.verifiedThrough()
                .map(through -> ", verified through " + through)
                .orElse("");
        return status.pipeline() + ": all hours loaded up to " + until + age + verified + System.lineSeparator();
    }

    private static String generation(Generation generation) {
        String reloaded = generation.isFirst()
                ? ""
                : "  reloaded (" + generation.number() + "): changes before "
                        + generation.position().said() + " count no more" + System.lineSeparator();
        return reloaded
                + generation
                        .horizon()
                        .map(horizon -> "  deletes are forgotten up to " + horizon.said()
                                + ": inserts and updates until then are refused" + System.lineSeparator())
                        .orElse("");
    }

    private static String line(WatermarkRow hour) {
        return line(
                hour.hour(),
                hour.state(),
                hour.objects(),
                hour.changes(),
                hour.inserted(),
                hour.updated(),
                hour.deleted(),
                hour.superseded(),
                hour.stale());
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "  %-18s %-7s %8s %10s %10s %10s %10s %10s %10s%n", cells);
    }

    private static void attention(StringBuilder text, String what, List<?> items) {
        if (!items.isEmpty()) {
            text.append("  ! ").append(what).append(": ").append(items.size()).append(System.lineSeparator());
            items.forEach(item -> text.append("      ").append(item).append(System.lineSeparator()));
        }
    }

    private static String words(Duration age) {
        return age.toDays() > 0
                ? age.toDays() + "d " + age.toHoursPart() + "h"
                : age.toHours() + "h " + age.toMinutesPart() + "m";
    }
}
