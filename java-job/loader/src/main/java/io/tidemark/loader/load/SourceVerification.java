package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Fence;
import io.tidemark.loader.ledger.Verifications;
import io.tidemark.loader.ledger.Watermarks;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.KeyDifference;
import io.tidemark.loader.model.NotReadyException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.Verified;
import io.tidemark.loader.model.Verified.Against;
import io.tidemark.loader.verify.TableComparison;
import io.tidemark.loader.verify.TableComparison.Sums;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the target against its source while both work on. Each is seen at one moment, the target first; what has changed
 * at the source since the last loaded object lies in objects that are not loaded yet, whose keys are read: a key that
 * differs and is among them is in flight, and counts as neither right nor wrong. Since DMS takes its time to write them,
 * keys that differ otherwise are looked for again until the patience ends.
 */
public final class SourceVerification {

    private static final Logger LOG = LoggerFactory.getLogger(SourceVerification.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Each key costs memory here, and a reload does better for so many. */
    private static final int MOST_REPAIRED = 100_000;

    private final Stores stores;
    private final Pipeline pipeline;
    private final Run run;
    private final Origin origin;
    private final int examples;

    /** Names at most {@code examples} of the differing keys. */
    public SourceVerification(Stores stores, Pipeline pipeline, Run run, Origin origin, int examples) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.run = run;
        this.origin = origin;
        this.examples = examples;
    }

    /** What was found, and all the keys that are wrong. */
    private record Compared(Verified found, List<KeyDifference> wrong) {}

    /** Compares. */
    public Verified verify() {
        return noted(compare().found());
    }

    /**
     * Compares, brings the keys that differ to what the source has now, and compares again.
     *
     * @throws DataRefusedException if too many keys differ
     */
    public Verified repair() {
        if (pipeline.source().format() == Pipeline.Format.DEBEZIUM) {
            throw new ConfigurationException("pipeline " + pipeline.name() + ": positions of Debezium are LSNs, which a"
                    + " row of the source does not have; repair from the files (without --source-url)");
        }
        Compared compared = compare();
        Verified found = compared.found();
        if (found.differences() > MOST_REPAIRED) {
            throw new DataRefusedException(
                    "pipeline " + pipeline.name() + ": " + found.differences()
                            + " keys differ from the source, more than " + MOST_REPAIRED
                            + ": reload the table in DMS, then run full-load --reload",
                    null);
        }
        if (found.differences() == 0) {
            return noted(found);
        }
        mend(compared.wrong());
        return noted(found.repaired(compare().found().differences() == 0));
    }

    private void mend(List<KeyDifference> wrong) {
        BothSides.<Boolean>in(stores, pipeline, origin, TransactionIsolationLevel.READ_COMMITTED, both -> {
            new Fence(stores.state(), pipeline.name(), Optional.empty())
                    .lock(both.target(), pipeline.load().lockTimeout());
            Repair repair = Repair.begin(both.target(), stores.state(), pipeline, both.tables());
            repair.note(wrong);
            // Changes from before are in the rows; some of those since may be as well, and are merged again.
            Position position = new Position(
                    Position.timeOf(both.sourceTime().minus(pipeline.load().reloadMargin())), 0, 0);
            repair.fromSource(both.source(), position, both.generation());
            return true;
        });
    }

    private Compared compare() {
        return BothSides.in(stores, pipeline, origin, TransactionIsolationLevel.REPEATABLE_READ, both -> {
            HourPartition high = new Watermarks(stores.state(), pipeline.name())
                    .high(both.target())
                    .orElseThrow(() -> new NotReadyException("pipeline " + pipeline.name()
                            + ": no hour is loaded yet, so that nothing can be verified"));
            TableComparison comparison =
                    new TableComparison(both.source(), both.tables().found(both.target()));
            Sums sums = comparison.sums();
            Explanation found = sums.differing().isEmpty()
                    ? new Explanation(examples)
                    : explain(both, comparison, sums.differing(), high);
            both.target().rollback();
            return new Compared(
                    found.wrong().found(Against.SOURCE, sums, found.inFlight(), List.of(), Optional.of(high)),
                    found.wrongKeys());
        });
    }

    private Explanation explain(BothSides both, TableComparison comparison, List<Integer> buckets, HourPartition high) {
        long deadline = System.nanoTime() + origin.patience().toNanos();
        HourRange hours = new HourRange(
                        high,
                        HourPartition.containing(both.sourceTime().toInstant(ZoneOffset.UTC))
                                .plusHours(2))
                .startingEarlier(pipeline.load().lookback().toHours());
        ShadowTable changed = ShadowTable.create(both.target(), stores, pipeline, both.generation(), run);
        InFlight inFlight = new InFlight(both.target(), stores, pipeline, hours, changed);
        inFlight.readOn();
        while (true) {
            Explanation found = new Explanation(examples);
            try (ResultIterator<String> keys = inFlight.keyHashes(both.tables(), buckets)) {
                found.read(comparison, buckets, keys);
            }
            if (found.wrong().count() == 0 || !awaitMore(found, inFlight, deadline)) {
                return found;
            }
        }
    }

    /** Whether further objects came before the deadline. */
    private boolean awaitMore(Explanation found, InFlight inFlight, long deadline) {
        LOG.info(
                "pipeline={} differing={} in-flight={}: waiting for objects of DMS, patience={}",
                pipeline.name(),
                found.wrong().count(),
                found.inFlight(),
                origin.patience());
        while (System.nanoTime() < deadline) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (inFlight.readOn()) {
                return true;
            }
        }
        return false;
    }

    private Verified noted(Verified found) {
        stores.target().useHandle(handle -> new Verifications(stores.state(), pipeline.name()).add(handle, found, run));
        return found;
    }
}
