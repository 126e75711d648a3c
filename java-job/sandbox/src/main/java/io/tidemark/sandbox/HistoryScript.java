package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.OrderContent.Version;
import io.tidemark.sandbox.OrdersHistory.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Writes a history transaction by transaction, as a source database would live it. Used once, by one thread. */
final class HistoryScript {

    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final int HOURS_PER_RUN = 3;
    private static final long FIRST_COUNTER = 61; // What the first change of a new DMS run was seen to carry.
    private static final int HOT_KEYS = 20;

    private final RandomGenerator random;
    private final Size size;
    private final KeySet live = new KeySet();
    private final KeySet deleted = new KeySet();
    private final Map<Long, Long> identities = new HashMap<>();
    private List<HistoryStep> steps = new ArrayList<>();
    private long nextKey;
    private long nextVersion = 1;
    private long counter = FIRST_COUNTER;
    private long commitMicros;

    HistoryScript(long seed, Size size) {
        this.random = new SplittableRandom(seed);
        this.size = size;
        this.nextKey = size.initialRows() + 1L;
        for (long key = 1; key <= size.initialRows(); key++) {
            live.add(key);
            identities.put(key, key);
        }
    }

    /** The next hour's changes; call once for each hour, in order. */
    List<HistoryStep> hour(int index, long startMicros) {
        if (index % HOURS_PER_RUN == 0) {
            counter = FIRST_COUNTER;
        }
        steps = new ArrayList<>(size.changesPerHour() + 8);
        int wanted = size.changesPerHour();
        while (steps.size() < wanted) {
            // The share of the changes done is the share of the hour gone; the jitter stays below one change's share.
            commitMicros = startMicros + HOUR_MICROS * steps.size() / wanted + random.nextLong(HOUR_MICROS / wanted);
            transaction();
        }
        return List.copyOf(steps);
    }

    private void transaction() {
        int choice = random.nextInt(100);
        if (live.isEmpty() || choice < 24) {
            several(3, () -> insert(nextKey++));
        } else if (choice < 60) {
            several(3, () -> update(anyLive()));
        } else if (choice < 70) {
            delete(anyLive());
        } else if (choice < 78) {
            insert(deleted.isEmpty() ? nextKey++ : deleted.any(random));
        } else if (choice < 86) {
            moveAlong(anyLive());
        } else if (choice < 93) {
            long key = anyLive();
            several(5, () -> update(key));
        } else if (choice < 97) {
            shortLife(nextKey++);
        } else {
            long key = anyLive();
            delete(key);
            insert(key);
        }
    }

    private void several(int atMost, Runnable change) {
        for (int count = random.nextInt(1, atMost + 1); count > 0; count--) {
            change.run();
        }
    }

    private void shortLife(long key) {
        insert(key);
        update(key);
        delete(key);
    }

    /** Gives a row one to three new keys in a row: fresh ones, or ones that a deleted row left free. */
    private void moveAlong(long start) {
        long key = start;
        for (int count = random.nextInt(1, 4); count > 0; count--) {
            long next = !deleted.isEmpty() && random.nextInt(4) == 0 ? deleted.any(random) : nextKey++;
            move(key, next);
            key = next;
        }
    }

    private long anyLive() {
        long hot = 1 + random.nextLong(HOT_KEYS);
        return random.nextInt(8) == 0 && live.contains(hot) ? hot : live.any(random);
    }

    private void insert(long key) {
        // Identities of inserted rows lie above those of the initial ones, which are their keys.
        long identity = size.initialRows() + nextVersion;
        appear(key, identity);
        record(Operation.INSERT, key, key, identity);
    }

    private void update(long key) {
        record(Operation.UPDATE, key, key, identity(key));
    }

    private void delete(long key) {
        long identity = identity(key);
        vanish(key);
        record(Operation.DELETE, key, key, identity);
    }

    private void move(long from, long to) {
        long identity = identity(from);
        vanish(from);
        appear(to, identity);
        record(Operation.UPDATE, to, from, identity);
    }

    private void appear(long key, long identity) {
        identities.put(key, identity);
        live.add(key);
        deleted.remove(key);
    }

    private void vanish(long key) {
        identities.remove(key);
        live.remove(key);
        deleted.add(key);
    }

    private long identity(long key) {
        Long identity = identities.get(key);
        if (identity == null) {
            throw new IllegalStateException("no live row has key " + key);
        }
        return identity;
    }

    private void record(Operation operation, long key, long keyBefore, long identity) {
        Version version = new Version(identity, nextVersion++, commitMicros);
        steps.add(new HistoryStep(operation, key, keyBefore, counter++, version));
    }
}
