package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeScan;
import io.tidemark.loader.stage.KeyEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the changes of one object into batches and counts what it sees. Belongs to one thread. */
final class KeyScan implements ChangeScan {

    private final OpenObject object;
    private final KeyEncoder keys;
    private final Consumer<KeyBatch> out;
    private long inserts;
    private long updates;
    private long deletes;
    private long ignored;
    private long newestCommit = Long.MIN_VALUE;
    private KeyBatch batch;

    /** Of the change that is being read: a bit for each column that was not logged. */
    private long unlogged;

    /** The rows of the object that are set aside. */
    private final BitSet aside;

    private final SetAside setAside;
    private long quarantined;

    private long lastUnlogged;

    /** The row of the last change, what it did, and whether it is passed over. */
    private int lastRow = -1;

    private Operation lastOperation = Operation.INSERT;
    private boolean passedOver;

    private long keyChanges;
    private @Nullable Position first;
    private @Nullable Position last;

    KeyScan(OpenObject object, KeyEncoder keys, SetAside setAside, Consumer<KeyBatch> out) {
        this.object = object;
        this.keys = keys;
        this.out = out;
        this.batch = new KeyBatch(object.number());
        this.setAside = setAside;
        this.aside = setAside.of(object.reader().object());
    }

    @Override
    public List<ValueSink> keySinks() {
        return keys.sinks();
    }

    /** What was encoded after the last change, such as a before image that is the same key, is written over. */
    @Override
    public void startKey() {
        keys.truncate(batch.lastKeyEnd());
    }

    @Override
    public void unlogged(int kept) {
        unlogged |= 1L << kept;
    }

    @Override
    public void committed(long epochMicroseconds) {
        newestCommit = Math.max(newestCommit, epochMicroseconds);
    }

    @Override
    public void ignored() {
        ignored++;
    }

    @Override
    public void change(int row, Operation operation, long time, long sequence, long ordinal) {
        boolean asked = setAside.isAsked(object.reader().object(), row);
        lastRow = row;
        lastOperation = operation;
        passedOver = !asked || aside.get(row);
        if (passedOver) {
            quarantined += asked ? 1 : 0;
            unlogged = 0;
            return;
        }
        requireShortKey();
        if (batch.isFull()) {
            flushBeforeLastKey();
        }
        batch.add(keys.length(), row, operation, time, sequence, ordinal);
        batch.unlogged(unlogged);
        lastUnlogged = unlogged;
        unlogged = 0;
        count(operation, 1);
        see(time, sequence, ordinal);
    }

    private void count(Operation operation, int by) {
        switch (operation) {
            case INSERT -> inserts += by;
            case UPDATE -> updates += by;
            case DELETE -> deletes += by;
        }
    }

    @Override
    public void refused(int row, Optional<String> column, ValueRefusedException reason) {
        SourceObject source = object.reader().object();
        if (!setAside.isAsked(source, row) || (lastRow == row && passedOver)) {
            return;
        }
        setAside.add(new SourceRow(source, row), column, reason);
        if (batch.removeLast(row)) {
            count(lastOperation, -1);
        }
        keys.truncate(batch.lastKeyEnd());
        unlogged = 0;
        quarantined++;
    }

    @Override
    public void keyBefore() {
        if (passedOver) {
            return;
        }
        requireShortKey();
        byte[] bytes = keys.bytes();
        int from = batch.lastKeyStart();
        int middle = batch.lastKeyEnd();
        if (!Arrays.equals(bytes, from, middle, bytes, middle, keys.length())) {
            requireLogged();
            batch.addBefore(keys.length());
            keyChanges++;
        }
    }

    /** PostgreSQL logs the old key, not the old row: a value that only that row has cannot follow to the new key. */
    private void requireLogged() {
        if (lastUnlogged != 0) {
            String column = object.roles().kept().get(Long.numberOfTrailingZeros(lastUnlogged));
            throw new ValueRefusedException("a change of the key without a value in column \"" + column
                    + "\" of target.keep-when-null, which only the row with the old key has; set it at the source once"
                    + " more and set this row aside (load.max-quarantined-rows), or reload the table");
        }
    }

    private void requireShortKey() {
        int length = keys.length() - batch.lastKeyEnd();
        if (length > Fold.longestKey()) {
            throw new ValueRefusedException("a key of " + length + " bytes; expected at most " + Fold.longestKey());
        }
    }

    /** The key that was just encoded begins the next batch. */
    private void flushBeforeLastKey() {
        byte[] key = Arrays.copyOfRange(keys.bytes(), batch.lastKeyEnd(), keys.length());
        flush();
        keys.put(key);
    }

    private void flush() {
        out.accept(batch.withKeys(keys.take()));
        batch = new KeyBatch(object.number());
    }

    /** Hands over what is left and says what was seen. */
    ScannedObject finish() {
        if (!batch.isEmpty()) {
            flush();
        }
        ObjectEvidence evidence = new ObjectEvidence(
                object.reader().object(),
                object.versionId(),
                inserts,
                updates,
                deletes,
                quarantined,
                ignored,
                first,
                last,
                newestCommit == Long.MIN_VALUE ? null : Instant.EPOCH.plus(newestCommit, ChronoUnit.MICROS),
                object.reader().avroSchema());
        return new ScannedObject(evidence, keyChanges);
    }

    /** Rows come nearly in order, so that an object per row is only made where an end moves. */
    private void see(long time, long sequence, long ordinal) {
        if (first == null || last == null) {
            first = new Position(time, sequence, ordinal);
            last = first;
        } else if (Position.compare(time, sequence, ordinal, last.time(), last.sequence(), last.ordinal()) > 0) {
            last = new Position(time, sequence, ordinal);
        } else if (Position.compare(time, sequence, ordinal, first.time(), first.sequence(), first.ordinal()) < 0) {
            first = new Position(time, sequence, ordinal);
        }
    }
}
