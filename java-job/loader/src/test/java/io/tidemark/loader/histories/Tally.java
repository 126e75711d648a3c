package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import io.tidemark.loader.load.FileFormat;
import io.tidemark.loader.model.Pipeline.Strategy;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
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
        NEW_COLUMNS,
        /** A generation began, or got further LOAD files by the same command. */
        RELOADS,
        /** A full load was refused because its files were of another one than those that were loaded. */
        RELOADS_DEMANDED,
        /** The files made the table that was there. */
        VERIFIED,
        /** Damage was found and mended. */
        REPAIRED,
        COPIES,
        UPSERTS,
        SERVER_IMPORTS;

        static Event of(Strategy chosen) {
            return switch (chosen) {
                case COPY -> COPIES;
                case UPSERT -> UPSERTS;
                case SERVER_IMPORT -> SERVER_IMPORTS;
                case AUTO -> throw new IllegalArgumentException("nothing was chosen");
            };
        }
    }

    private final Map<Event, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<FileFormat, LongAdder> histories = new ConcurrentHashMap<>();

    void add(Event event, long count) {
        counts.computeIfAbsent(event, key -> new LongAdder()).add(count);
    }

    /** A history was played to its end. */
    void played(Modes modes) {
        histories.computeIfAbsent(modes.format(), key -> new LongAdder()).increment();
    }

    long count(FileFormat format) {
        return histories.containsKey(format) ? histories.get(format).sum() : 0;
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
        return new TreeMap<>(histories) + " " + all;
    }
}
