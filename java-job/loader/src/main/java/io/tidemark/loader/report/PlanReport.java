package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.PlannedHour;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What loads would do, by pipeline: as text for people and as JSON like that of a run. */
public final class PlanReport {

    private PlanReport() {}

    public static String text(Map<String, List<PlannedHour>> planned) {
        StringBuilder text = new StringBuilder();
        planned.forEach((pipeline, hours) -> hours.forEach(hour -> {
            text.append(RunText.of(pipeline, hour.outcome())).append(hour.asked() ? "" : " (late objects)");
            text.append(System.lineSeparator());
            hour.owed()
                    .forEach(object ->
                            text.append(String.format(Locale.ROOT, "  %s (%,d bytes)%n", object.uri(), object.size())));
            int held = hour.listed() - hour.owed().size();
            if (held > 0) {
                text.append(String.format(Locale.ROOT, "  %,d object(s) are loaded already%n", held));
            }
        }));
        return text.append("nothing was written").append(System.lineSeparator()).toString();
    }

    public static String json(Map<String, List<PlannedHour>> planned) {
        ObjectNode root = RunSummary.start("plan", 0).put("outcome", "planned");
        RunSummary.counts(
                root,
                RunSummary.total(planned.values().stream().flatMap(List::stream).map(PlannedHour::outcome)));
        ArrayNode hours = root.putArray("hours");
        planned.forEach((pipeline, list) -> list.forEach(hour -> hour(hours.addObject(), pipeline, hour)));
        return root.toString();
    }

    private static void hour(ObjectNode node, String pipeline, PlannedHour hour) {
        RunSummary.hour(node, pipeline, hour.outcome());
        node.put("asked", hour.asked()).put("listed", hour.listed());
        ArrayNode owed = node.putArray("owed");
        hour.owed()
                .forEach(object -> owed.addObject()
                        .put("object", object.uri())
                        .put("etag", object.etag())
                        .put("bytes", object.size()));
    }
}
