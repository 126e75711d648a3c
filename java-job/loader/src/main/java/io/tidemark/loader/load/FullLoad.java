package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.ObjectLedger.Entry;
import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.ledger.RunLog.Outcome;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the LOAD files of a pipeline. Their rows have the lowest position: they fill gaps and never beat a captured
 * change, so that it does not matter whether hours were loaded before.
 */
public final class FullLoad {

    private static final Logger LOG = LoggerFactory.getLogger(FullLoad.class);

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;

    public FullLoad(Stores stores, Pipeline pipeline, Run run) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
    }

    /**
     * Loads what the ledger does not hold.
     *
     * @throws NotReadyException if there are no LOAD files (yet)
     * @throws DataRefusedException if a LOAD file that was loaded has another content now: the source was reloaded, and
     *     rows that are no longer in it would stay
     */
    public LoadedHour load() {
        long started = System.nanoTime();
        List<SourceObject> found = new Discovery(stores.source()).fullLoadFiles(pipeline.source());
        if (found.isEmpty()) {
            throw new NotReadyException("pipeline " + pipeline.name() + ": no LOAD files at s3://"
                    + pipeline.source().bucket() + "/" + pipeline.source().loadFilesPrefix()
                    + "; a table without rows has none, otherwise check source.prefix and source.full-load-prefix");
        }
        Set<Entry> held = stores.target()
                .withHandle(handle -> new ObjectLedger(stores.state(), pipeline.name()).held(handle, Optional.empty()));
        List<SourceObject> owed = found.stream()
                .filter(object -> !held.contains(new Entry(object.key(), object.etag())))
                .toList();
        owed.forEach(object -> requireNoNewGeneration(object, held));
        LOG.info("pipeline={} full-load listed={} owed={}", pipeline.name(), found.size(), owed.size());
        if (owed.isEmpty()) {
            stores.target()
                    .useHandle(handle -> new RunLog(stores.state(), pipeline.name())
                            .add(handle, run, Optional.empty(), Outcome.NOTHING_NEW));
            return LoadedHour.nothingNew(Optional.empty(), since(started));
        }
        return new PartitionLoad(stores, pipeline, run, Optional.empty())
                .load(owed)
                .of(Optional.empty(), since(started));
    }

    private static Duration since(long startedNanos) {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private void requireNoNewGeneration(SourceObject object, Set<Entry> held) {
        boolean loadedBefore = held.stream().anyMatch(entry -> entry.key().equals(object.key()));
        if (loadedBefore) {
            throw DataRefusedException.ofObject(
                    object,
                    "this LOAD file was loaded before with another content, so the table was reloaded at the source; its"
                            + " rows would mix two generations",
                    null);
        }
    }
}
