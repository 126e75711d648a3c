package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.Fence;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.ObjectLedger;
import io.tidemark.loader.ledger.ObjectLedger.Entry;
import io.tidemark.loader.ledger.Quarantine;
import io.tidemark.loader.ledger.Verifications;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.model.Verified;
import io.tidemark.loader.model.Verified.Against;
import io.tidemark.loader.verify.TableComparison;
import io.tidemark.loader.verify.TableComparison.Sums;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Holds the target against the files: all objects that the ledger holds are read and folded again, into a temporary table
 * of the same server, and both are compared. Sees one moment of the database, whatever is loaded meanwhile; a repair keeps
 * loads of the pipeline waiting.
 */
public final class FilesVerification {

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;
    private final int examples;
    private final ObjectLedger ledger;

    /** Names at most {@code examples} of the differing keys. */
    public FilesVerification(Stores stores, Pipeline pipeline, Run run, int examples) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
        this.examples = examples;
        this.ledger = new ObjectLedger(stores.state(), pipeline.name());
    }

    /** Objects that were loaded: those that are in S3 as they were, and those that are not. */
    private record Loaded(List<SourceObject> there, List<String> gone) {}

    /** Compares. */
    public Verified verify() {
        Verified found = stores.target().inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            Verified compared = compare(handle, false);
            handle.rollback();
            return compared;
        });
        stores.target().useHandle(handle -> new Verifications(stores.state(), pipeline.name()).add(handle, found, run));
        return found;
    }

    /**
     * Compares, and brings the keys that differ to what the files say.
     *
     * @throws DataRefusedException if objects are gone, so that the files do not say all
     */
    public Verified repair() {
        return stores.target().inTransaction(handle -> {
            new Fence(stores.state(), pipeline.name(), Optional.empty())
                    .lock(handle, pipeline.load().lockTimeout());
            Verified found = compare(handle, true);
            new Verifications(stores.state(), pipeline.name()).add(handle, found, run);
            return found;
        });
    }

    private Verified compare(Handle handle, boolean repair) {
        TargetTable target = Targets.require(handle, pipeline, stores.state());
        Generation generation = new Generations(stores.state(), pipeline.name()).current(handle);
        Optional<HourPartition> high = new Watermarks(stores.state(), pipeline.name()).high(handle);
        Loaded loaded =
                loaded(ledger.counting(handle, generation, pipeline.source().bucket()));
        if (repair) {
            requireAllThere(loaded);
        }
        ShadowTable shadow = ShadowTable.create(handle, stores, pipeline, generation, run);
        shadow.add(loaded.there(), setAside(handle));
        ComparedTables tables = ComparedTables.of(target, shadow.table(), shadow.columns(), pipeline);
        TableComparison comparison = new TableComparison(tables.expected(handle, shadow.from()), tables.found(handle));
        Sums sums = comparison.sums();
        Optional<Repair> mending =
                repair ? Optional.of(Repair.begin(handle, stores.state(), pipeline, tables)) : Optional.empty();
        Differences differences = new Differences(examples, keys -> mending.ifPresent(noting -> noting.note(keys)));
        comparison.differences(sums.differing(), differences);
        differences.flush();
        mending.ifPresent(ready -> ready.fromShadow(shadow, generation));
        if (repair) {
            requireEqual(comparison);
        }
        shadow.drop();
        return differences.found(Against.FILES, sums, 0, loaded.gone(), high).repaired(repair);
    }

    private void requireAllThere(Loaded loaded) {
        if (!loaded.gone().isEmpty()) {
            throw new DataRefusedException(
                    "pipeline " + pipeline.name() + ": " + loaded.gone().size() + " loaded objects are gone from S3, "
                            + loaded.gone().get(0) + " first, so that the files do not say what the table should have:"
                            + " restore them, or repair from the source (--source-url)",
                    null);
        }
    }

    private void requireEqual(TableComparison comparison) {
        int differing = comparison.sums().differing().size();
        if (differing > 0) {
            throw new DataRefusedException(
                    pipeline.target().table() + " does not take the rows that it should have: after the repair "
                            + differing
                            + " buckets of keys still differ, so something changes rows as they are written;"
                            + " nothing was repaired",
                    null);
        }
    }

    private Loaded loaded(List<SourceObject> counting) {
        Discovery discovery = new Discovery(stores.source());
        List<HourPartition> hours = counting.stream()
                .flatMap(object -> Stream.ofNullable(object.hour()))
                .sorted(Comparator.comparing(HourPartition::start))
                .toList();
        Stream<SourceObject> changes = hours.isEmpty()
                ? Stream.of()
                : discovery
                        .changeFiles(
                                pipeline.source(),
                                new HourRange(
                                        hours.get(0),
                                        hours.get(hours.size() - 1).plusHours(1)))
                        .values()
                        .stream()
                        .flatMap(List::stream);
        boolean hasFullLoad = counting.stream().anyMatch(object -> object.hour() == null);
        Stream<SourceObject> full = hasFullLoad ? discovery.fullLoadFiles(pipeline.source()).stream() : Stream.of();
        Set<Entry> listed = Stream.concat(changes, full).map(Entry::of).collect(Collectors.toUnmodifiableSet());
        Map<Boolean, List<SourceObject>> parted =
                counting.stream().collect(Collectors.partitioningBy(object -> listed.contains(Entry.of(object))));
        return new Loaded(
                parted.getOrDefault(true, List.of()),
                parted.getOrDefault(false, List.of()).stream()
                        .map(SourceObject::key)
                        .toList());
    }

    private Map<SourceObject, BitSet> setAside(Handle handle) {
        Map<SourceObject, BitSet> rows = new HashMap<>();
        for (RowRefusal row : new Quarantine(stores.state(), pipeline.name())
                .list(handle, pipeline.source().bucket())) {
            rows.computeIfAbsent(row.at().object(), object -> new BitSet())
                    .set(row.at().row());
        }
        return rows;
    }
}
