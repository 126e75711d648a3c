package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.RowRefusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is set aside, as JSON and as text; never with the rows' content, which only the table has. */
public final class QuarantineReport {

    private QuarantineReport() {}

    public static String json(Map<String, List<RowRefusal>> byPipeline) {
        ObjectNode root = RunSummary.start("quarantine list", 0);
        root.put(
                "quarantined", byPipeline.values().stream().mapToInt(List::size).sum());
        ArrayNode rows = root.putArray("rows");
        byPipeline.forEach((pipeline, list) -> list.forEach(row -> {
            HourPartition hour = row.at().object().hour();
            rows.addObject()
                    .put("pipeline", pipeline)
                    .put("object", row.at().object().uri())
                    .put(
                            "hour",
                            Optional.ofNullable(hour)
                                    .map(HourPartition::toString)
                                    .orElse(null))
                    .put("row", row.at().row() + 1L)
                    .put("column", row.column().orElse(null))
                    .put("reason", row.reason());
        }));
        return root.toString();
    }

    public static String text(Map<String, List<RowRefusal>> byPipeline) {
        StringBuilder text = new StringBuilder();
        byPipeline.forEach((pipeline, rows) -> {
            text.append(pipeline).append(": ");
            text.append(rows.isEmpty() ? "nothing is set aside" : rows.size() + " set aside");
            text.append(System.lineSeparator());
            for (RowRefusal row : rows) {
                text.append("  ").append(row.message()).append(System.lineSeparator());
            }
        });
        return text.toString();
    }

    /** How many rows of each pipeline were given up. */
    public static String discarded(Map<String, Integer> byPipeline) {
        ObjectNode root = RunSummary.start("quarantine discard", 0);
        root.put(
                "discarded",
                byPipeline.values().stream().mapToInt(Integer::intValue).sum());
        ArrayNode pipelines = root.putArray("pipelines");
        byPipeline.forEach((pipeline, rows) ->
                pipelines.addObject().put("pipeline", pipeline).put("discarded", rows));
        return root.toString();
    }
}
