package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.ObjectLedger.Entry;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.sql.SqlFile;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** The keys of changes that DMS has written and no load has taken yet, as seen from within a transaction. */
final class InFlight {

    private static final int FETCHED_ROWS = 10_000;

    private final Handle handle;
    private final Discovery discovery;
    private final Pipeline pipeline;
    private final HourRange hours;
    private final ShadowTable changed;
    private final Set<Entry> known;

    InFlight(Handle handle, Stores stores, Pipeline pipeline, HourRange hours, ShadowTable changed) {
        this.handle = handle;
        this.discovery = new Discovery(stores.source());
        this.pipeline = pipeline;
        this.hours = hours;
        this.changed = changed;
        this.known = new HashSet<>(new ObjectLedger(stores.state(), pipeline.name()).held(handle, hours));
    }

    /** Reads the objects that have come since the last time, and answers whether there were any. */
    boolean readOn() {
        List<SourceObject> come = discovery.changeFiles(pipeline.source(), hours).values().stream()
                .flatMap(List::stream)
                .filter(object -> known.add(Entry.of(object)))
                .toList();
        changed.add(come, Map.of());
        return !come.isEmpty();
    }

    /** The hashes of their keys in those buckets, in order. */
    ResultIterator<String> keyHashes(ComparedTables tables, List<Integer> buckets) {
        return handle.createQuery(SqlFile.of(InFlight.class, "keys"))
                .define("shadow", changed.from())
                .define("tombstones", changed.tombstones())
                .define("key_hash", tables.found(handle).keyHash())
                .bindArray("buckets", Integer.class, buckets)
                .setFetchSize(FETCHED_ROWS)
                .mapTo(String.class)
                .iterator();
    }
}
