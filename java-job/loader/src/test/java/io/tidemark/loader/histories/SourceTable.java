package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The source table with few keys and few badges, so that changes meet: rows come, change, change their key, go and come
 * back, and hand badges over. Each change of a history of its own is legal when it happens.
 */
final class SourceTable {

    private static final List<String> BADGES = List.of("gold", "silver", "bronze");

    private final Random random;
    private final Modes modes;
    private final int keys;
    private final SortedMap<Integer, SortedMap<String, String>> rows = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private List<String> columns = List.of(Change.NAME, Change.BADGE, Change.DOC);
    private int writes;

    SourceTable(Random random, Modes modes, int keys) {
        this.random = random;
        this.modes = modes;
        this.keys = keys;
    }

    List<String> columns() {
        return columns;
    }

    SortedMap<Integer, SortedMap<String, String>> rows() {
        return rows;
    }

    /** What happened so far; the position of a change is its place in this list, from 1. */
    List<Change> changes() {
        return changes;
    }

    /** Fills the table before anything is captured. */
    void fill() {
        for (int id = 1; id <= keys; id++) {
            if (random.nextBoolean()) {
                rows.put(id, newValues(freeBadge()));
            }
        }
    }

    void addColumn() {
        columns = List.of(Change.NAME, Change.BADGE, Change.DOC, Change.EXTRA);
    }

    /** One thing happens, which may be a transaction of several changes. */
    void happen() {
        Optional<Integer> free = pick(false);
        Optional<Integer> taken = pick(true);
        int what = random.nextInt(20);
        if (taken.isEmpty() || (free.isPresent() && what < 4)) {
            insert(free.orElse(1));
        } else if (what < 11) {
            update(taken.get(), newBadge(taken.get()));
        } else if (what < 14) {
            delete(taken.get());
        } else if (what < 16 && free.isPresent()) {
            move(taken.get(), free.get());
        } else if (what < 18) {
            delete(taken.get());
            insert(taken.get());
        } else {
            handOver(taken.get());
        }
    }

    private void insert(int id) {
        SortedMap<String, String> values = newValues(freeBadge());
        rows.put(id, values);
        changes.add(Change.insert(next(), id, values));
    }

    private void update(int id, Optional<String> badge) {
        boolean keepsDoc = random.nextInt(3) > 0;
        SortedMap<String, String> values = newValues(badge);
        if (modes.nullIsUnlogged()) {
            values.putIfAbsent(Change.DOC, "doc " + writes);
        }
        if (keepsDoc) {
            values.remove(Change.DOC);
            value(id, Change.DOC).ifPresent(doc -> values.put(Change.DOC, doc));
        }
        rows.put(id, values);
        SortedMap<String, String> logged = new TreeMap<>(values);
        if (keepsDoc && modes.keepDoc() && logged.remove(Change.DOC) != null && !modes.nullIsUnlogged()) {
            logged.put(Change.DOC, Change.UNLOGGED);
        }
        changes.add(Change.update(next(), id, logged));
    }

    private void delete(int id) {
        rows.remove(id);
        changes.add(Change.delete(next(), id));
    }

    private void move(int from, int to) {
        SortedMap<String, String> values =
                newValues(Optional.ofNullable(rows.remove(from)).map(row -> row.get(Change.BADGE)));
        if (modes.nullIsUnlogged()) {
            values.putIfAbsent(Change.DOC, "doc " + writes);
        }
        rows.put(to, values);
        changes.add(Change.move(next(), from, to, values));
    }

    /** The badge of a row passes to another one; perhaps both exchange theirs. */
    private void handOver(int from) {
        Optional<String> badge = value(from, Change.BADGE);
        Optional<Integer> to = pick(true).filter(id -> id != from);
        if (badge.isEmpty() || to.isEmpty()) {
            update(from, newBadge(from));
            return;
        }
        Optional<String> other = value(to.get(), Change.BADGE);
        update(from, Optional.empty());
        update(to.get(), badge);
        if (random.nextBoolean()) {
            update(from, other);
        }
    }

    private SortedMap<String, String> newValues(Optional<String> badge) {
        SortedMap<String, String> values = new TreeMap<>();
        writes++;
        if (random.nextInt(6) > 0) {
            values.put(Change.NAME, "name " + writes);
        }
        badge.ifPresent(value -> values.put(Change.BADGE, value));
        if (random.nextInt(6) > 0) {
            values.put(Change.DOC, "doc " + writes);
        }
        if (columns.contains(Change.EXTRA) && random.nextInt(3) > 0) {
            values.put(Change.EXTRA, "extra " + writes);
        }
        return values;
    }

    private Optional<String> value(int id, String column) {
        return Optional.ofNullable(rows.get(id)).map(row -> row.get(column));
    }

    private Optional<String> newBadge(int id) {
        return random.nextBoolean() ? value(id, Change.BADGE) : freeBadge();
    }

    /** One that no living row has, or none. */
    private Optional<String> freeBadge() {
        String badge = BADGES.get(random.nextInt(BADGES.size()));
        return rows.values().stream().anyMatch(row -> badge.equals(row.get(Change.BADGE)))
                ? Optional.empty()
                : Optional.of(badge);
    }

    private Optional<Integer> pick(boolean taken) {
        List<Integer> ids = IntStream.rangeClosed(1, keys)
                .filter(id -> rows.containsKey(id) == taken)
                .boxed()
                .toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
    }

    private int next() {
        return changes.size() + 1;
    }

    /** The rows as a LOAD file that is written now holds them. */
    List<Change> loadRows() {
        List<Change> loaded = new ArrayList<>();
        for (Map.Entry<Integer, SortedMap<String, String>> row : rows.entrySet()) {
            loaded.add(Change.insert(changes.size(), row.getKey(), row.getValue()));
        }
        return loaded;
    }
}
