package io.tidemark.loader.model;

import java.util.List;

/** A configuration as Airflow sees it. */
public record ScheduledPipelines(AirflowSettings airflow, List<Scheduled> pipelines) {

    public ScheduledPipelines {
        pipelines = List.copyOf(pipelines);
    }

    /** A pipeline and when its hours are loaded. */
    public record Scheduled(Pipeline pipeline, Schedule schedule) {}
}
