package io.tidemark.loader.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.AirflowSettings;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Schedule;
import io.tidemark.loader.model.ScheduledPipelines;
import java.util.List;
import java.util.Locale;

/** A configuration as the DAGs read it: one JSON object without secrets. Times are ISO 8601 in UTC, durations in seconds. */
public final class ScheduleReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ScheduleReport() {}

    /**
     * The description, which says what it was made from.
     *
     * @param sha256 of the configuration file, in hexadecimal: whoever reads this can tell whether it is out of date
     */
    public static String json(
            ScheduledPipelines scheduled, String config, String jar, String jarVersion, String sha256) {
        ObjectNode root = RunSummary.start("pipelines", 0);
        root.put("jar_version", jarVersion).put("made_from", config).put("made_from_sha256", sha256);
        AirflowSettings airflow = scheduled.airflow();
        ObjectNode node = root.putObject("airflow");
        node.put("runner", written(airflow.runner())).put("java", airflow.java());
        texts(node.putArray("java_options"), airflow.javaOptions());
        node.put("jar", airflow.jar().orElse(jar))
                .put("config", airflow.config().orElse(config))
                .put("target_connection", airflow.targetConnection().orElse(null))
                .put("s3_connection", airflow.s3Connection().orElse(null))
                .put("pool", airflow.pool())
                .put("pool_slots", airflow.poolSlots())
                .put("executor", airflow.executor().orElse(null))
                .put("deadline_alerts", airflow.deadlineAlerts());
        monitor(node.putObject("monitor"), airflow.monitor());
        object(node, "kubernetes", airflow.kubernetes());
        object(node, "ecs", airflow.ecs());
        ArrayNode pipelines = root.putArray("pipelines");
        scheduled.pipelines().forEach(one -> pipeline(pipelines.addObject(), one.pipeline(), one.schedule()));
        return root.toString();
    }

    private static void monitor(ObjectNode node, AirflowSettings.Monitor monitor) {
        texts(node.putArray("dms_tasks"), monitor.dmsTasks());
        node.put("aws_connection", monitor.awsConnection().orElse(null))
                .put("every_seconds", monitor.every().toSeconds())
                .put("latency_limit_seconds", monitor.latencyLimit().toSeconds())
                .put("metrics_namespace", monitor.metricsNamespace().orElse(null));
    }

    private static void pipeline(ObjectNode node, Pipeline pipeline, Schedule schedule) {
        node.put("name", pipeline.name())
                .put("bucket", pipeline.source().bucket())
                .put("prefix", pipeline.source().prefix())
                .put("layout", written(pipeline.source().layout()))
                .put("format", written(pipeline.source().format()))
                .put("table", pipeline.target().table().toString())
                .put("deletes", written(pipeline.target().deletes()))
                .put("settle_seconds", pipeline.load().settle().toSeconds())
                .put("lookback_seconds", pipeline.load().lookback().toSeconds())
                .put("start", schedule.start().map(Object::toString).orElse(null))
                .put("owner", schedule.owner())
                .put("owner_link", schedule.ownerLink().orElse(null));
        texts(node.putArray("tags"), schedule.tags());
        node.put("catchup", schedule.catchup())
                .put("max_active_runs", schedule.maxActiveRuns())
                .put("retries", schedule.retries())
                .put("retry_delay_seconds", schedule.retryDelay().toSeconds())
                .put("max_retry_delay_seconds", schedule.maxRetryDelay().toSeconds())
                .put("timeout_seconds", schedule.timeout().toSeconds())
                .put("not_ready_timeout_seconds", schedule.notReadyTimeout().toSeconds())
                .put("late_after_seconds", schedule.lateAfter().toSeconds());
    }

    private static void texts(ArrayNode node, List<String> values) {
        values.forEach(node::add);
    }

    private static void object(ObjectNode node, String name, String json) {
        try {
            node.set(name, JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the configuration rendered no JSON for airflow." + name, e);
        }
    }

    private static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
