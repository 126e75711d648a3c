package io.tidemark.loader.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the DAGs of all pipelines of a configuration need. Connections are named, never described: their secrets stay with
 * Airflow.
 *
 * @param jar where the jar lies on whatever machine runs it; without it, where the one lies that prints this
 * @param config where the configuration lies there; without it, where it was read
 * @param kubernetes arguments of {@code KubernetesPodOperator}, a JSON object
 * @param ecs arguments of {@code EcsRunTaskOperator}, a JSON object
 */
public record AirflowSettings(
        Runner runner,
        String java,
        List<String> javaOptions,
        Optional<String> jar,
        Optional<String> config,
        Optional<String> targetConnection,
        Optional<String> s3Connection,
        String pool,
        int poolSlots,
        Optional<String> executor,
        boolean deadlineAlerts,
        Monitor monitor,
        String kubernetes,
        String ecs) {

    public AirflowSettings {
        javaOptions = List.copyOf(javaOptions);
    }

    /** Where the jar runs. */
    public enum Runner {
        LOCAL,
        KUBERNETES,
        ECS
    }

    /**
     * What the monitor watches.
     *
     * @param dmsTasks ARNs of the DMS tasks that write the files
     * @param awsConnection the Airflow connection that may describe them and put metrics
     * @param latencyLimit CDC latency of a task from which on the monitor fails
     * @param metricsNamespace of CloudWatch; without it nothing is published
     */
    public record Monitor(
            List<String> dmsTasks,
            Optional<String> awsConnection,
            Duration every,
            Duration latencyLimit,
            Optional<String> metricsNamespace) {

        public Monitor {
            dmsTasks = List.copyOf(dmsTasks);
        }
    }
}
