package io.tidemark.loader.config;

import io.tidemark.loader.model.AirflowSettings;
import io.tidemark.loader.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what is meant for Airflow: one section for all pipelines, and one of each. */
final class AirflowReader {

    private static final Pattern LINK = Pattern.compile("(https?://|mailto:)\\S+");
    private static final int MOST_RETRIES = 100;

    private AirflowReader() {}

    static AirflowSettings airflow(Section section) {
        AirflowSettings airflow = new AirflowSettings(
                section.choice("runner", AirflowSettings.Runner.class),
                section.text("java"),
                section.texts("java-options"),
                section.optionalText("jar"),
                section.optionalText("config"),
                section.optionalText("target-connection"),
                section.optionalText("s3-connection"),
                section.text("pool"),
                section.number("pool-slots", 1),
                section.optionalText("executor"),
                section.flag("deadline-alerts"),
                monitor(section.section("monitor")),
                section.json("kubernetes"),
                section.json("ecs"));
        section.refuseOthers();
        return airflow;
    }

    private static AirflowSettings.Monitor monitor(Section section) {
        AirflowSettings.Monitor monitor = new AirflowSettings.Monitor(
                section.texts("dms-tasks"),
                section.optionalText("aws-connection"),
                positive(section, "every"),
                section.duration("latency-limit"),
                section.optionalText("metrics-namespace"));
        section.refuseOthers();
        return monitor;
    }

    static Schedule schedule(Section section) {
        Optional<Instant> start = section.optionalInstant("start");
        if (start.filter(time -> time.getEpochSecond() % Duration.ofHours(1).toSeconds() != 0)
                .isPresent()) {
            section.problem("start", "is not the start of an hour; expected minute 0, e.g. 2026-11-22T13:00Z");
        }
        Optional<String> link = section.optionalText("owner-link");
        if (link.isPresent() && !LINK.matcher(link.get()).matches()) {
            section.problem("owner-link", "is no link; expected http://…, https://… or mailto:…");
        }
        int retries = section.number("retries", 0);
        if (retries > MOST_RETRIES) {
            section.problem("retries", "is " + retries + "; expected at most " + MOST_RETRIES);
        }
        Schedule schedule = new Schedule(
                start,
                section.text("owner"),
                link,
                section.texts("tags"),
                section.flag("catchup"),
                section.number("max-active-runs", 1),
                retries,
                positive(section, "retry-delay"),
                positive(section, "max-retry-delay"),
                positive(section, "timeout"),
                section.duration("not-ready-timeout"),
                section.duration("late-after"));
        section.refuseOthers();
        return schedule;
    }

    /** Airflow counts in seconds. */
    private static Duration positive(Section section, String key) {
        Duration value = section.duration(key);
        if (value.toSeconds() < 1) {
            section.problem(key, "is " + value + "; expected at least 1s");
        }
        return value;
    }
}
