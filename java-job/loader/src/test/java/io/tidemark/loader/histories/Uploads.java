package io.tidemark.loader.histories;

import io.tidemark.loader.histories.Stage.Ledger;
import io.tidemark.loader.histories.Stage.Loaded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The objects that came in a history, and what the table should hold where some of them are loaded. */
final class Uploads {

    private final Stage stage;
    private final History history;
    private final Map<Loaded, ObjectFile> all = new HashMap<>();
    private final Set<Loaded> there = new HashSet<>();
    private int fullLoad;

    Uploads(Stage stage, History history) {
        this.stage = stage;
        this.history = history;
    }

    /** Uploads an object; LOAD files of the newest full load replace all others. */
    void add(ObjectFile file) {
        if (file.isLoad()) {
            if (file.startedAt() < fullLoad) {
                return;
            }
            removeOlder(file.startedAt());
        }
        Loaded object = stage.upload(file);
        all.put(object, file);
        there.add(object);
    }

    private void removeOlder(int startedAt) {
        Set<Loaded> older = there.stream()
                .filter(object -> file(object).isLoad() && file(object).startedAt() < startedAt)
                .collect(Collectors.toUnmodifiableSet());
        stage.remove(older);
        there.removeAll(older);
        fullLoad = startedAt;
    }

    /** Takes all objects away. */
    void clear() {
        stage.remove(there);
    }

    /** Whether the table was loaded anew at the source, so that LOAD files are not those that they were at first. */
    boolean reloaded() {
        return fullLoad > 0;
    }

    boolean hasLoadFiles() {
        return there.stream().anyMatch(object -> file(object).isLoad());
    }

    /** Whether the ledger holds what is there, the LOAD files as those of the current generation. */
    boolean areLoaded(Ledger ledger) {
        return ledger.counting().containsAll(there);
    }

    boolean loadFilesAreLoaded(Ledger ledger) {
        return there.stream().filter(object -> file(object).isLoad()).allMatch(ledger.counting()::contains);
    }

    /** What cannot be, whatever was loaded in which order; nothing as a rule. */
    Stream<String> impossible(Ledger ledger) {
        List<Integer> fullLoads = ledger.counting().stream()
                .map(all::get)
                .filter(Objects::nonNull)
                .filter(ObjectFile::isLoad)
                .map(ObjectFile::startedAt)
                .distinct()
                .toList();
        return Stream.of(
                        all.keySet().containsAll(ledger.counting())
                                        && all.keySet().containsAll(ledger.former())
                                ? ""
                                : "the ledger holds what was never uploaded",
                        fullLoads.size() > 1 ? "one generation has LOAD files of full loads " + fullLoads : "",
                        fullLoads.isEmpty() && ledger.generation() > 0 ? "a generation has no LOAD file" : "")
                .filter(problem -> !problem.isEmpty());
    }

    /** The rows that the table should have. */
    SortedMap<Integer, SortedMap<String, String>> rows(Ledger ledger) {
        return rows(ledger.counting(), ledger.generation() > 0);
    }

    /**
     * Whether some partition, loaded now, would leave two living rows with one badge, if only for a moment: then refusing it
     * is right. Objects of an hour from before and after a change of the source's columns are merged one after the other.
     */
    boolean mayClash(Ledger ledger) {
        boolean generation = ledger.generation() > 0;
        Set<Loaded> withLoadFiles = with(ledger.counting(), ObjectFile::isLoad);
        Set<Loaded> reloaded = withLoadFiles.stream()
                .filter(object -> !file(object).isLoad() || there.contains(object))
                .collect(Collectors.toUnmodifiableSet());
        return history.modes().unique()
                && (IntStream.range(0, history.hours()).anyMatch(hour -> mayClash(ledger, hour))
                        || Replay.clashes(rows(withLoadFiles, generation))
                        || (hasLoadFiles() && Replay.clashes(rows(reloaded, true))));
    }

    private boolean mayClash(Ledger ledger, int hour) {
        Predicate<ObjectFile> ofHour = file -> !file.isLoad() && file.hour().getAsInt() == hour;
        return Stream.<Predicate<ObjectFile>>of(
                        file -> true, file -> file.has(Change.EXTRA), file -> !file.has(Change.EXTRA))
                .map(some -> with(ledger.counting(), ofHour.and(some)))
                .anyMatch(loaded -> Replay.clashes(rows(loaded, ledger.generation() > 0)));
    }

    /** What is left to load, for people. */
    List<String> left(Ledger ledger) {
        return there.stream()
                .filter(object -> !ledger.counting().contains(object))
                .map(Loaded::key)
                .toList();
    }

    private Set<Loaded> with(Set<Loaded> loaded, Predicate<ObjectFile> more) {
        Set<Loaded> both = new HashSet<>(loaded);
        there.stream().filter(object -> more.test(file(object))).forEach(both::add);
        return both;
    }

    private SortedMap<Integer, SortedMap<String, String>> rows(Collection<Loaded> loaded, boolean reloaded) {
        List<ObjectFile> files = new ArrayList<>();
        loaded.forEach(object -> files.add(file(object)));
        return Replay.of(history, files, reloaded);
    }

    private ObjectFile file(Loaded object) {
        return Objects.requireNonNull(all.get(object), object.key());
    }
}
