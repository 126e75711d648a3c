package io.tidemark.sandbox;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A set of keys from which a random one can be taken at once. Not thread-safe. */
public final class KeySet {

    private final Map<Long, Integer> places = new HashMap<>();
    private long[] keys = new long[1024];
    private int size;

    /** Whether there is none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether a key is in it. */
    public boolean contains(long key) {
        return places.containsKey(key);
    }

    /** Adds a key, if it is not there. */
    public void add(long key) {
        if (places.putIfAbsent(key, size) == null) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
            }
            keys[size++] = key;
        }
    }

    /** Takes a key out, if it is there. */
    public void remove(long key) {
        Integer place = places.remove(key);
        if (place != null) {
            // The last key takes the free place, so that there is never a hole to step over.
            long last = keys[--size];
            if (last != key) {
                keys[place] = last;
                places.put(last, place);
            }
        }
    }

    /** A random one; there must be one. */
    public long any(RandomGenerator random) {
        return keys[random.nextInt(size)];
    }
}
