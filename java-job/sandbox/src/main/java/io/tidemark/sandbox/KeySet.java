package io.tidemark.sandbox;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A set of keys from which a random one can be taken at once. Not thread-safe. */
final class KeySet {

    private final Map<Long, Integer> places = new HashMap<>();
    private long[] keys = new long[1024];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(long key) {
        return places.containsKey(key);
    }

    void add(long key) {
        if (places.putIfAbsent(key, size) == null) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
            }
            keys[size++] = key;
        }
    }

    void remove(long key) {
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

    long any(RandomGenerator random) {
        return keys[random.nextInt(size)];
    }
}
