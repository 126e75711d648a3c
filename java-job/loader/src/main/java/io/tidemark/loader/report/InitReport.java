package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.Pipeline;
import java.util.List;

/** What init prepared, as JSON. */
public final class InitReport {

    private InitReport() {}

    public static String json(List<Pipeline> pipelines) {
        ObjectNode root = RunSummary.start("init", 0).put("outcome", "prepared");
        ArrayNode nodes = root.putArray("pipelines");
        pipelines.forEach(pipeline -> nodes.addObject()
                .put("pipeline", pipeline.name())
                .put("table", pipeline.target().table().toString()));
        return root.toString();
    }
}
