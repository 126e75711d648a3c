package io.tidemark.loader.read;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which columns of one object play which part, by their names in that object. Columns are found by name, never by
 * place; names may differ in case where that leaves no doubt, since ETL jobs change it. Beside them, the position of rows
 * of which no column tells it.
 *
 * @param operation absent only in a full-load object, whose rows are inserts
 * @param position absent in a full-load object, or where the commit time has to do
 * @param before names of the before-image columns in the order of the key; empty if the object has none
 * @param data names of all columns that hold the row itself
 * @param kept names of those of {@code data} that may be absent because they were not logged
 * @param fullLoad the position of a full load's rows
 */
public record ChangeColumns(
        Optional<String> operation,
        Optional<String> timestamp,
        Optional<String> position,
        List<String> key,
        List<String> before,
        List<String> data,
        List<String> kept,
        Position fullLoad) {

    public ChangeColumns {
        key = List.copyOf(key);
        before = List.copyOf(before);
        data = List.copyOf(data);
        kept = List.copyOf(kept);
    }

    /** Finds the columns of an object or says which one is missing. */
    public static ChangeColumns of(SourceObject object, List<FileColumn> columns, Pipeline pipeline) {
        List<String> names = columns.stream().map(FileColumn::name).toList();
        return pipeline.source().format() == Pipeline.Format.DEBEZIUM
                ? ofEvents(object, names, pipeline)
                : ofRows(object, names, pipeline);
    }

    /** Events hold operation, position and before image beside the row, so that all columns are data. */
    private static ChangeColumns ofEvents(SourceObject object, List<String> names, Pipeline pipeline) {
        List<String> key = names.isEmpty() ? List.of() : key(object, names, pipeline); // tombstones only
        return new ChangeColumns(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                key,
                List.of(),
                names,
                kept(names, pipeline),
                Position.FULL_LOAD);
    }

    private static ChangeColumns ofRows(SourceObject object, List<String> names, Pipeline pipeline) {
        Pipeline.Source source = pipeline.source();
        Optional<String> operation = find(names, source.opColumn());
        Optional<String> timestamp = find(names, source.timestampColumn());
        Optional<String> position = find(names, source.positionColumn());
        if (object.hour() != null && operation.isEmpty()) {
            throw refused(object, "a change file without the operation column \"" + source.opColumn() + "\"", names);
        }
        if (object.hour() != null && position.isEmpty() && timestamp.isEmpty()) {
            throw refused(
                    object,
                    "neither the position column \"" + source.positionColumn() + "\" nor the timestamp column \""
                            + source.timestampColumn() + "\" is there, so its changes have no order",
                    names);
        }
        Set<String> special = new TreeSet<>();
        operation.ifPresent(special::add);
        timestamp.ifPresent(special::add);
        position.ifPresent(special::add);
        List<String> before = beforeImage(object, names, pipeline);
        List<String> data = names.stream()
                .filter(name -> !special.contains(name))
                .filter(name -> !isBeforeImage(name, names, source.beforeImagePrefix()))
                .toList();
        List<String> key = key(object, data, pipeline);
        return new ChangeColumns(
                operation, timestamp, position, key, before, data, kept(data, pipeline), Position.FULL_LOAD);
    }

    private static List<String> kept(List<String> data, Pipeline pipeline) {
        return pipeline.target().keepWhenNull().stream()
                .flatMap(name -> find(data, name).stream())
                .toList();
    }

    /** These columns without what makes a row a change, to read rows that are none. */
    public ChangeColumns contentOnly() {
        return new ChangeColumns(
                Optional.empty(), Optional.empty(), Optional.empty(), key, before, data, List.of(), fullLoad);
    }

    /** These columns, with the position that a full load's rows have from now on. */
    public ChangeColumns withFullLoad(Position newFullLoad) {
        return new ChangeColumns(operation, timestamp, position, key, before, data, kept, newFullLoad);
    }

    private static List<String> key(SourceObject object, List<String> data, Pipeline pipeline) {
        return pipeline.target().key().stream()
                .map(name -> find(data, name)
                        .orElseThrow(() -> refused(object, "key column \"" + name + "\" is missing", data)))
                .toList();
    }

    /** All before-image columns of the key or none: with some of them the old key would be a guess. */
    private static List<String> beforeImage(SourceObject object, List<String> names, Pipeline pipeline) {
        List<String> found = new ArrayList<>();
        for (String key : pipeline.target().key()) {
            find(names, pipeline.source().beforeImagePrefix() + key).ifPresent(found::add);
        }
        if (!found.isEmpty() && found.size() < pipeline.target().key().size()) {
            throw refused(
                    object,
                    "before images of only " + found + " are there; expected one of each key column "
                            + pipeline.target().key(),
                    names);
        }
        return found;
    }

    /** A before image belongs to a column of the file: a column that only looks like one stays data. */
    private static boolean isBeforeImage(String name, List<String> names, String prefix) {
        return !prefix.isEmpty()
                && name.regionMatches(true, 0, prefix, 0, prefix.length())
                && find(names, name.substring(prefix.length())).isPresent();
    }

    /** The name itself, or the only one that differs from it in nothing but case. */
    public static Optional<String> find(List<String> names, String wanted) {
        if (names.contains(wanted)) {
            return Optional.of(wanted);
        }
        List<String> alike =
                names.stream().filter(name -> name.equalsIgnoreCase(wanted)).toList();
        return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }

    private static DataRefusedException refused(SourceObject object, String reason, List<String> names) {
        return DataRefusedException.ofObject(object, reason + "; columns found: " + String.join(", ", names), null);
    }
}
