package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.ObjectLedger.Entry;
import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.ledger.RunLog.Outcome;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.PlannedHour;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads hours of a pipeline, each in a transaction of its own, oldest first. An hour owes every object under it that the
 * ledger does not hold with that ETag, however late it came; so the hours of the lookback are gone through as well.
 */
public final class HourLoad {

    private static final Logger LOG = LoggerFactory.getLogger(HourLoad.class);

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;

    public HourLoad(Stores stores, Pipeline pipeline, Run run) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
    }

    /**
     * Loads what the hours and those of the lookback owe; with {@code reapply} also what the ledger holds of the hours
     * themselves. Each hour is handed over as soon as it is committed.
     *
     * @throws NotReadyException if one of the hours is not over or has not settled at {@code now}
     */
    public void load(HourRange hours, boolean reapply, Instant now, Consumer<LoadedHour> done) {
        requireSettled(hours, now);
        for (OwedHour owed : owed(hours, reapply)) {
            if (owed.asked()) {
                done.accept(loadHour(owed.hour(), owed.objects()));
            } else if (!owed.objects().isEmpty()) {
                loadLate(owed.hour(), owed.objects()).ifPresent(done);
            }
        }
    }

    /** Hands over what {@link #load} would do now for each of the hours, taken by itself; nothing is written. */
    public void plan(HourRange hours, boolean reapply, Consumer<PlannedHour> done) {
        for (OwedHour owed : owed(hours, reapply)) {
            if (owed.asked() || !owed.objects().isEmpty()) {
                done.accept(new PlannedHour(owed.asked(), owed.listed(), owed.objects(), planHour(owed)));
            }
        }
    }

    private LoadedHour planHour(OwedHour owed) {
        long started = System.nanoTime();
        return owed.objects().isEmpty()
                ? LoadedHour.nothingNew(Optional.of(owed.hour()), since(started))
                : partition(owed.hour()).plan(owed.objects()).of(Optional.of(owed.hour()), since(started));
    }

    /** What the ledger does not hold of an hour; {@code asked} for, or gone through because it may have late objects. */
    private record OwedHour(HourPartition hour, boolean asked, int listed, List<SourceObject> objects) {}

    /** The hours and before them those of the lookback, oldest first. */
    private List<OwedHour> owed(HourRange hours, boolean reapply) {
        long lookback = pipeline.load().lookback().plusMinutes(59).toHours();
        HourRange searched = hours.startingEarlier(lookback);
        Map<HourPartition, List<SourceObject>> listed =
                new Discovery(stores.source()).changeFiles(pipeline.source(), searched);
        Set<Entry> held = stores.target()
                .withHandle(handle -> new ObjectLedger(stores.state(), pipeline.name()).held(handle, searched));
        return searched.hours().stream()
                .map(hour -> owed(
                        hour,
                        hours.contains(hour),
                        listed.getOrDefault(hour, List.of()),
                        reapply && hours.contains(hour) ? Set.of() : held))
                .toList();
    }

    private OwedHour owed(HourPartition hour, boolean asked, List<SourceObject> found, Set<Entry> held) {
        List<SourceObject> owed = found.stream()
                .filter(object -> !held.contains(Entry.of(object)))
                .toList();
        if (asked || !owed.isEmpty()) {
            LOG.info(
                    "pipeline={} hour={} why={} listed={} owed={}",
                    pipeline.name(),
                    hour,
                    asked ? "asked" : "late",
                    found.size(),
                    owed.size());
        }
        return new OwedHour(hour, asked, found.size(), owed);
    }

    private void requireSettled(HourRange hours, Instant now) {
        HourPartition last = hours.to().plusHours(-1);
        Instant ready = last.end().plus(pipeline.load().settle());
        if (now.isBefore(ready)) {
            throw new NotReadyException("pipeline " + pipeline.name() + ", hour " + last + ": "
                    + (now.isBefore(last.end()) ? "the hour is not over" : "the hour has not settled")
                    + "; it can be loaded from " + ready + " on, which is in "
                    + Duration.between(now, ready).truncatedTo(ChronoUnit.SECONDS)
                    + " (load.settle = " + pipeline.load().settle() + ")");
        }
    }

    private LoadedHour loadHour(HourPartition hour, List<SourceObject> owed) {
        long started = System.nanoTime();
        boolean known = owed.isEmpty()
                && stores.target()
                        .withHandle(handle -> new Watermarks(stores.state(), pipeline.name()).exists(handle, hour));
        if (known) {
            stores.target()
                    .useHandle(handle -> new RunLog(stores.state(), pipeline.name())
                            .add(handle, run, Optional.of(hour), Outcome.NOTHING_NEW));
            return LoadedHour.nothingNew(Optional.of(hour), since(started));
        }
        return partition(hour).load(owed).of(Optional.of(hour), since(started));
    }

    /** A run that is at work on the same hour, or that takes it over, is no reason to fail: it owes the objects too. */
    private Optional<LoadedHour> loadLate(HourPartition hour, List<SourceObject> owed) {
        long started = System.nanoTime();
        try {
            return Optional.of(partition(hour).loadLate(owed).of(Optional.of(hour), since(started)));
        } catch (FencedOutException e) {
            LOG.info("pipeline={} hour={} late objects are left to another run", pipeline.name(), hour);
            return Optional.empty();
        }
    }

    private PartitionLoad partition(HourPartition hour) {
        return PartitionLoad.ofHour(stores, pipeline, run, hour);
    }

    private static Duration since(long startedNanos) {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
