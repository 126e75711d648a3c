package io.tidemark.loader.load;

import io.tidemark.loader.model.HourPartition;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each stage of a load. */
record StageLog(String pipeline, Optional<HourPartition> hour) {

    private static final Logger LOG = LoggerFactory.getLogger(StageLog.class);

    /** A stage that began at that {@code System.nanoTime()} has ended. */
    void ended(String stage, long startedNanos, String details) {
        LOG.info(
                "pipeline={} {} stage={} ms={} {}",
                pipeline,
                hour.map(value -> "hour=" + value).orElse("full-load"),
                stage,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos),
                details);
    }
}
