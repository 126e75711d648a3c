package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.ObjectLedger.Entry;
import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.ledger.RunLog.Outcome;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the LOAD files of a pipeline. Their rows have the lowest position of their generation: they fill gaps and never
 * beat a change that was captured since, so that it does not matter whether hours were loaded before. A reload begins a
 * generation: what is older loses to its rows, and what it does not have goes.
 */
public final class FullLoad {

    private static final Logger LOG = LoggerFactory.getLogger(FullLoad.class);

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;
    private final ObjectLedger ledger;

    public FullLoad(Stores stores, Pipeline pipeline, Run run) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
        this.ledger = new ObjectLedger(stores.state(), pipeline.name());
    }

    /** The LOAD files beside what the ledger holds of the current generation. */
    private record Found(List<SourceObject> objects, Generation current, Set<Entry> held) {

        List<SourceObject> owed() {
            return objects.stream()
                    .filter(object -> !held.contains(Entry.of(object)))
                    .toList();
        }

        /** What was loaded and is no longer there, with that content. */
        List<Entry> gone() {
            Set<Entry> there = objects.stream().map(Entry::of).collect(Collectors.toUnmodifiableSet());
            return held.stream().filter(entry -> !there.contains(entry)).toList();
        }
    }

    /**
     * Loads what the ledger does not hold into the current generation. LOAD files may still be written: further ones are
     * part of it.
     *
     * @throws NotReadyException if there are no LOAD files (yet)
     * @throws DataRefusedException if LOAD files are not those that were loaded: the source was reloaded, and rows that
     *     are no longer in it would stay
     */
    public LoadedHour load() {
        Found found = find();
        requireSameGeneration(found);
        return load(found, found.owed(), new GenerationChoice(pipeline, found.current(), false, Optional.empty()));
    }

    /**
     * Replaces the table's content by what the LOAD files hold and what was changed since. LOAD files that were loaded
     * like this before only bring what they did not bring then.
     *
     * @param startedAt when the source began the full load, if the LOAD files do not say so
     * @throws NotReadyException if there are no LOAD files (yet)
     * @throws DataRefusedException if the LOAD files do not say when the full load began, or say what cannot be
     */
    public LoadedHour reload(Optional<Instant> startedAt) {
        if (pipeline.source().format() == Pipeline.Format.DEBEZIUM) {
            throw new ConfigurationException("pipeline " + pipeline.name()
                    + ": events of Debezium bring a snapshot's rows with the hours, so that there is nothing to reload;"
                    + " empty the target table and load its hours with --reapply");
        }
        Found found = find();
        boolean again = !found.current().isFirst() && found.gone().isEmpty();
        return load(
                found,
                again ? found.owed() : found.objects(),
                new GenerationChoice(pipeline, found.current(), !again, startedAt));
    }

    private Found find() {
        List<SourceObject> objects = new Discovery(stores.source()).fullLoadFiles(pipeline.source());
        if (objects.isEmpty()) {
            throw new NotReadyException("pipeline " + pipeline.name() + ": no LOAD files at s3://"
                    + pipeline.source().bucket() + "/" + pipeline.source().loadFilesPrefix()
                    + "; a table without rows has none, otherwise check source.prefix and source.full-load-prefix");
        }
        return stores.target().withHandle(handle -> {
            Generation current = new Generations(stores.state(), pipeline.name()).current(handle);
            return new Found(objects, current, ledger.held(handle, current));
        });
    }

    private LoadedHour load(Found found, List<SourceObject> owed, GenerationChoice choice) {
        long started = System.nanoTime();
        LOG.info(
                "pipeline={} full-load listed={} owed={}",
                pipeline.name(),
                found.objects().size(),
                owed.size());
        if (owed.isEmpty()) {
            stores.target()
                    .useHandle(handle -> new RunLog(stores.state(), pipeline.name())
                            .add(handle, run, Optional.empty(), Outcome.NOTHING_NEW));
            return LoadedHour.nothingNew(Optional.empty(), since(started));
        }
        return PartitionLoad.ofFullLoad(stores, pipeline, run, choice)
                .load(owed)
                .of(Optional.empty(), since(started));
    }

    private static Duration since(long startedNanos) {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private static void requireSameGeneration(Found found) {
        Set<String> loaded = found.held().stream().map(Entry::key).collect(Collectors.toUnmodifiableSet());
        for (SourceObject object : found.owed()) {
            if (loaded.contains(object.key())) {
                throw mixed(object, "this LOAD file was loaded before with another content");
            }
            if (!found.gone().isEmpty()) {
                throw mixed(object, "this LOAD file is new, and others that were loaded are gone");
            }
        }
    }

    private static DataRefusedException mixed(SourceObject object, String finding) {
        return DataRefusedException.ofObject(
                object,
                finding + ", so the table was reloaded at the source; its rows would mix two generations: when the full"
                        + " load at the source is complete, run full-load --reload",
                null);
    }
}
