package io.tidemark.loader.discover;

import static java.util.Objects.requireNonNull;

import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the objects of a pipeline. Lists are sorted by key, which is the order that ties between positions fall to. */
public final class Discovery {

    private static final Comparator<SourceObject> BY_KEY = Comparator.comparing(SourceObject::key);

    private final ObjectStore store;

    public Discovery(ObjectStore store) {
        this.store = store;
    }

    /** The change files of each hour of a range that has any. */
    public SortedMap<HourPartition, List<SourceObject>> changeFiles(Pipeline.Source source, HourRange hours) {
        PartitionLayout layout = new PartitionLayout(source);
        SortedMap<HourPartition, List<SourceObject>> found = new TreeMap<>();
        layout.ranges(hours).stream()
                .flatMap(range -> store.list(source.bucket(), range, layout::hourOf))
                .distinct()
                .filter(object -> object.hour() != null && hours.contains(object.hour()))
                .sorted(BY_KEY)
                .forEach(object -> found.computeIfAbsent(requireNonNull(object.hour()), hour -> new ArrayList<>())
                        .add(object));
        return found;
    }

    /** The files of the full load: {@code LOAD00000001} and so on, also of its segments. */
    public List<SourceObject> fullLoadFiles(Pipeline.Source source) {
        PartitionLayout layout = new PartitionLayout(source);
        String prefix = source.loadFilesPrefix();
        return Stream.concat(Stream.of(prefix), store.folders(source.bucket(), prefix).stream())
                .filter(layout::isLoadFolder)
                .flatMap(folder -> Stream.of(folder + "LOAD", folder + "SEGMENT"))
                .flatMap(start -> store.listFullLoad(source.bucket(), start))
                .filter(object -> layout.isLoadFile(object.key()))
                .distinct()
                .sorted(BY_KEY)
                .toList();
    }

    /** The first change file of all in the order of keys. */
    public Optional<SourceObject> firstChangeFile(Pipeline.Source source) {
        PartitionLayout layout = new PartitionLayout(source);
        return store.first(source.bucket(), source.prefix(), layout::hourOf);
    }

    /** Keys below the prefix that are neither change file nor LOAD file, of the first {@code examined} keys. */
    public List<String> unplaced(Pipeline.Source source, int examined) {
        PartitionLayout layout = new PartitionLayout(source);
        return store.firstKeys(source.bucket(), source.prefix(), examined).stream()
                .filter(key -> !key.endsWith("/"))
                .filter(key -> !layout.isLoadFile(key))
                .filter(key -> layout.hourOf(key).isEmpty())
                .toList();
    }
}
