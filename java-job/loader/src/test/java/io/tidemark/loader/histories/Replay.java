package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The oracle: the rows of the table after the changes of some objects, done one by one in the order in which they
 * happened. It knows nothing of hours, folds, merges and tombstones.
 */
final class Replay {

    private record Placed(ObjectFile file, Change change) {}

    private final Modes modes;
    private final SortedMap<Integer, SortedMap<String, String>> rows = new TreeMap<>();

    private Replay(History history) {
        this.modes = history.modes();
    }

    /**
     * The living rows by key, each with what is not NULL in it.
     *
     * @param reloaded whether the LOAD files among the objects replaced what was there: older changes do not count then
     */
    static SortedMap<Integer, SortedMap<String, String>> of(
            History history, Collection<ObjectFile> objects, boolean reloaded) {
        Replay replay = new Replay(history);
        if (!reloaded) {
            history.before().forEach((id, values) -> replay.rows.put(id, new TreeMap<>(values)));
        }
        LocalDateTime floor = reloaded ? floor(history, objects) : LocalDateTime.MIN;
        List<Placed> changes = new ArrayList<>();
        for (ObjectFile file : objects) {
            for (Change change : file.changes()) {
                if (file.isLoad()) {
                    replay.apply(new Placed(file, change)); // no two of them have the same key
                } else if (!ObjectFile.committed(change.at()).isBefore(floor)) {
                    changes.add(new Placed(file, change));
                }
            }
        }
        changes.sort(Comparator.comparingInt(placed -> placed.change().at())); // equal positions are equal changes
        changes.forEach(replay::apply);
        return replay.rows;
    }

    private static LocalDateTime floor(History history, Collection<ObjectFile> objects) {
        return objects.stream()
                .filter(ObjectFile::isLoad)
                .map(file -> ObjectFile.committed(file.startedAt()))
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .minusSeconds(history.modes().reloadMargin());
    }

    /** Whether two living rows have the same badge, which a unique index does not allow. */
    static boolean clashes(SortedMap<Integer, SortedMap<String, String>> rows) {
        Set<String> seen = new HashSet<>();
        return rows.values().stream()
                .map(row -> row.get(Change.BADGE))
                .anyMatch(badge -> badge != null && !seen.add(badge));
    }

    private void apply(Placed placed) {
        Change change = placed.change;
        if (change.op().equals("D")) {
            rows.remove(change.id());
            return;
        }
        if (change.was() != null && change.was() != change.id()) {
            rows.remove(change.was());
        }
        SortedMap<String, String> row = rows.computeIfAbsent(change.id(), id -> new TreeMap<>());
        for (String column : placed.file.columns()) {
            String value = change.values().get(column);
            if (notLogged(change, column)) {
                continue;
            }
            if (value == null || value.equals(Change.UNLOGGED)) {
                row.remove(column);
            } else {
                row.put(column, value);
            }
        }
    }

    private boolean notLogged(Change change, String column) {
        String value = change.values().get(column);
        boolean unlogged = value == null ? modes.nullIsUnlogged() : modes.keepDoc() && value.equals(Change.UNLOGGED);
        return unlogged && change.op().equals("U") && column.equals(Change.DOC);
    }

    /** The rows with only these columns. */
    static SortedMap<Integer, SortedMap<String, String>> only(
            List<String> columns, SortedMap<Integer, ? extends Map<String, String>> rows) {
        SortedMap<Integer, SortedMap<String, String>> kept = new TreeMap<>();
        rows.forEach((id, values) -> {
            SortedMap<String, String> row = new TreeMap<>(values);
            row.keySet().retainAll(columns);
            kept.put(id, row);
        });
        return kept;
    }
}
