package io.tidemark.loader.histories;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened, over all histories; shows that hard cases are met at all. Thread-safe. */
final class Tally {

    enum Event {
        COMMANDS,
        CHANGES,
        /** A session was ended, and the command failed. */
        CRASHES,
        /** A command came in between another one's statements. */
        MEANWHILE,
        /** A command was locked or fenced out. */
        FENCED_OUT,
        /** A command was refused because a badge had two rows; an hour in between was missing. */
        CLASHES,
        /** Nothing was left but clashes: the index had to go for a while. */
        STUCK,
        NEW_COLUMNS
    }

    private final Map<Event, LongAdder> counts = new ConcurrentHashMap<>();

    void add(Event event, long count) {
        counts.computeIfAbsent(event, key -> new LongAdder()).add(count);
    }

    long count(Event event) {
        return counts.containsKey(event) ? counts.get(event).sum() : 0;
    }

    @Override
    public String toString() {
        Map<Event, Long> all = new EnumMap<>(Event.class);
        for (Event event : Event.values()) {
            all.put(event, count(event));
        }
        return all.toString();
    }
}
