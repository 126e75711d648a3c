package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.ObjectLedger.Entry;
import io.tidemark.loader.ledger.Quarantine;
import io.tidemark.loader.ledger.Verifications;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.PipelineStatus;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.WatermarkRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Asks where a pipeline stands: what the database remembers, held against what S3 holds now. Changes nothing. */
public final class StatusQuery {

    private final Stores stores;
    private final Pipeline pipeline;

    public StatusQuery(Stores stores, Pipeline pipeline) {
        this.stores = stores;
        this.pipeline = pipeline;
    }

    /** The hours of a range, compared with the objects in it. */
    public PipelineStatus ask(HourRange range, Instant now) {
        return stores.target().withHandle(handle -> ask(handle, range, now));
    }

    private PipelineStatus ask(Handle handle, HourRange range, Instant now) {
        Watermarks watermarks = new Watermarks(stores.state(), pipeline.name());
        List<WatermarkRow> hours = watermarks.list(handle, range);
        List<SourceObject> listed = new Discovery(stores.source())
                .changeFiles(pipeline.source(), range).values().stream()
                        .flatMap(List::stream)
                        .toList();
        Set<Entry> held = new ObjectLedger(stores.state(), pipeline.name()).held(handle, range);
        Set<String> present = listed.stream().map(SourceObject::key).collect(Collectors.toUnmodifiableSet());
        return new PipelineStatus(
                pipeline.name(),
                hours,
                missing(hours),
                watermarks.high(handle),
                new Verifications(stores.state(), pipeline.name()).through(handle),
                watermarks.newestCommit(handle).map(commit -> Duration.between(commit, now)),
                new Generations(stores.state(), pipeline.name()).current(handle),
                listed.stream()
                        .filter(object -> !held.contains(Entry.of(object)))
                        .toList(),
                held.stream()
                        .map(Entry::key)
                        .filter(key -> !present.contains(key))
                        .distinct()
                        .sorted()
                        .toList(),
                new Quarantine(stores.state(), pipeline.name()).count(handle));
    }

    /** Hours between the first and the last that no run has loaded. */
    private static List<HourPartition> missing(List<WatermarkRow> hours) {
        if (hours.isEmpty()) {
            return List.of();
        }
        Set<HourPartition> loaded = new HashSet<>();
        hours.forEach(hour -> loaded.add(hour.hour()));
        HourPartition last = hours.get(hours.size() - 1).hour();
        return new HourRange(hours.get(0).hour(), last.plusHours(1))
                .hours().stream().filter(hour -> !loaded.contains(hour)).toList();
    }
}
