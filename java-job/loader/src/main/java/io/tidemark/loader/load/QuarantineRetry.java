package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.Quarantine;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.SourceRow;
import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Loads rows that were set aside, after what kept them out was mended. They are read from their objects again and go the
 * way of every row, so that their positions decide what they still change; those that are bad still stay set aside.
 */
public final class QuarantineRetry {

    /** The full load first, then the hours. */
    private static final Comparator<Optional<HourPartition>> OLDEST_FIRST =
            Comparator.comparing(hour -> hour.map(HourPartition::start).orElse(java.time.Instant.MIN));

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;

    public QuarantineRetry(Stores stores, Pipeline pipeline, Run run) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
    }

    /** Tries every row of the pipeline again, each partition in a transaction of its own. */
    public void run(Consumer<LoadedHour> done) {
        Map<Optional<HourPartition>, Map<SourceObject, BitSet>> partitions = new TreeMap<>(OLDEST_FIRST);
        for (RowRefusal row : rows()) {
            SourceRow at = row.at();
            partitions
                    .computeIfAbsent(Optional.ofNullable(at.object().hour()), hour -> new LinkedHashMap<>())
                    .computeIfAbsent(at.object(), object -> new BitSet())
                    .set(at.row());
        }
        partitions.forEach((hour, objects) -> done.accept(retry(hour, objects)));
    }

    private List<RowRefusal> rows() {
        return stores.target()
                .withHandle(handle -> new Quarantine(stores.state(), pipeline.name())
                        .list(handle, pipeline.source().bucket()));
    }

    private LoadedHour retry(Optional<HourPartition> hour, Map<SourceObject, BitSet> objects) {
        long started = System.nanoTime();
        PartitionLoad load = hour.map(partition -> PartitionLoad.ofHour(stores, pipeline, run, partition))
                .orElseGet(this::fullLoad);
        LoadedPartition loaded = load.retrying(objects).load(List.copyOf(objects.keySet()));
        return loaded.of(hour, Duration.ofNanos(System.nanoTime() - started));
    }

    private PartitionLoad fullLoad() {
        Generation current =
                stores.target().withHandle(handle -> new Generations(stores.state(), pipeline.name()).current(handle));
        return PartitionLoad.ofFullLoad(
                stores, pipeline, run, new GenerationChoice(pipeline, current, false, Optional.empty()));
    }
}
