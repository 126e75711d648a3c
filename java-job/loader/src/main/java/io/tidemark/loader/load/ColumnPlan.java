package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.merge.ColumnChange;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline.NewColumn;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.sql.Identifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the columns of the objects of one load meet those of the target: first each object is noted, then each is matched,
 * so that a new column gets a type that holds what all of them declare. Belongs to one thread.
 */
final class ColumnPlan {

    /** What PostgreSQL calls the columns that every table has (documentation, "System Columns"). */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private final TargetTable table;
    private final NewColumn policy;
    private final Map<String, Addition> additions = new LinkedHashMap<>();
    private final Map<SourceObject, List<String>> ignored = new LinkedHashMap<>();
    private final Map<String, Declared> declared = new LinkedHashMap<>();

    /** A column that the target lacks: the object that brought it, and the type that it needs so far. */
    private record Addition(SourceObject object, String type) {}

    /** A column that the target has: the first object with it, and the types that objects declare. */
    private record Declared(SourceObject first, Set<String> types) {}

    ColumnPlan(TargetTable table, NewColumn policy) {
        this.table = table;
        this.policy = policy;
    }

    /** Notes which columns an object has and what it declares of them. */
    void note(SourceObject object, List<FileColumn> columns, ChangeColumns roles) {
        for (FileColumn column : columns) {
            if (roles.data().contains(column.name())) {
                requireUsableName(object, column);
                Optional<TargetColumn> known = known(column.name());
                if (known.isPresent()) {
                    declared.computeIfAbsent(known.get().name(), name -> new Declared(object, new LinkedHashSet<>()))
                            .types()
                            .add(column.sqlType());
                } else {
                    noteNew(object, column, roles.data());
                }
            }
        }
    }

    /** The target's column for each column of the object that is to be loaded, in the order of the object. */
    Map<String, TargetColumn> match(SourceObject object, List<FileColumn> columns, ChangeColumns roles) {
        Map<String, TargetColumn> matched = new LinkedHashMap<>();
        for (FileColumn column : columns) {
            if (roles.data().contains(column.name())) {
                known(column.name())
                        .or(() -> added(column.name(), roles.data()).map(this::addedColumn))
                        .filter(found -> !found.generated())
                        .ifPresent(found -> {
                            requireOnlyOne(object, found, matched, column);
                            matched.put(column.name(), found);
                        });
            }
        }
        return matched;
    }

    /** The columns that the target needs before the merge, in the order in which they were met. */
    List<TargetColumn> added() {
        return additions.keySet().stream().map(this::addedColumn).toList();
    }

    /** What adding them takes. */
    List<ColumnChange> changes() {
        return additions.keySet().stream().map(this::change).toList();
    }

    /** The columns for which this object was the first. */
    List<ColumnChange> changesFor(SourceObject object) {
        return additions.entrySet().stream()
                .filter(addition -> addition.getValue().object().equals(object))
                .map(addition -> change(addition.getKey()))
                .toList();
    }

    /** The columns of each object that are not loaded, since the target lacks them. */
    Map<SourceObject, List<String>> ignored() {
        return Collections.unmodifiableMap(ignored);
    }

    /** The types that the objects declare of a column of the target. */
    Set<String> declared(String column) {
        Declared found = declared.get(column);
        return found == null ? Set.of() : found.types();
    }

    /** Whether an object is the first of those that have a column of the target. */
    boolean isFirstWith(SourceObject object, String column) {
        Declared found = declared.get(column);
        return found != null && found.first().equals(object);
    }

    /** The column of the target that a column of an object means. */
    Optional<TargetColumn> known(String name) {
        List<String> names = table.columns().stream().map(TargetColumn::name).toList();
        return ChangeColumns.find(names, name).flatMap(table::column);
    }

    /** What gives a column of the target another type. */
    ColumnChange retyping(String column, String type) {
        return new ColumnChange(ColumnChange.Kind.RETYPE, table.name(), column, type);
    }

    private void noteNew(SourceObject object, FileColumn column, List<String> siblings) {
        switch (policy) {
            case IGNORE ->
                ignored.computeIfAbsent(object, key -> new ArrayList<>()).add(column.name());
            case ADD -> {
                String name = added(column.name(), siblings).orElse(column.name());
                additions.merge(name, new Addition(object, column.sqlType()), (first, next) -> both(first, next, name));
            }
            case FAIL ->
                throw DataRefusedException.ofObject(
                        object,
                        "column \"" + column.name() + "\" (" + column.fileType() + ") is not in target table "
                                + table.name() + "; add it ("
                                + change(column.name(), column.sqlType()).sql()
                                + "), or set target.on-new-column to add or ignore",
                        null);
        }
    }

    private static Addition both(Addition first, Addition next, String name) {
        String type = WiderType.ofBoth(first.type(), next.type())
                .orElseThrow(() -> DataRefusedException.ofObject(
                        next.object(),
                        "the new column \"" + name + "\" is " + next.type() + " here and " + first.type() + " in "
                                + first.object().uri() + "; add it to the target with the type that it should have",
                        null));
        return new Addition(first.object(), type);
    }

    /** The name under which a column is added: names that differ in case mean one, unless one object has them both. */
    private Optional<String> added(String name, List<String> siblings) {
        return ChangeColumns.find(List.copyOf(additions.keySet()), name)
                .filter(found -> found.equals(name) || !siblings.contains(found));
    }

    private TargetColumn addedColumn(String name) {
        return new TargetColumn(name, DeclaredType.of(addition(name).type()), false, false);
    }

    private ColumnChange change(String name) {
        return change(name, addition(name).type());
    }

    private ColumnChange change(String name, String type) {
        return new ColumnChange(ColumnChange.Kind.ADD, table.name(), name, type);
    }

    private Addition addition(String name) {
        return Optional.ofNullable(additions.get(name)).orElseThrow();
    }

    private static void requireUsableName(SourceObject object, FileColumn column) {
        String name = column.name();
        if (name.startsWith(TargetTable.OWN_COLUMNS)) {
            throw DataRefusedException.ofObject(
                    object,
                    "column \"" + name + "\": names that begin with " + TargetTable.OWN_COLUMNS
                            + " are Tidemark's own; rename it with a DMS transformation",
                    null);
        }
        if (SYSTEM_COLUMNS.contains(name)) {
            throw DataRefusedException.ofObject(
                    object,
                    "column \"" + name + "\": every table has a system column of that name; rename it with a DMS"
                            + " transformation",
                    null);
        }
        if (name.isEmpty() || name.indexOf('\0') >= 0 || name.getBytes(UTF_8).length > Identifier.LONGEST) {
            throw DataRefusedException.ofObject(
                    object,
                    "column \"" + name.replace("\0", "\\0") + "\": PostgreSQL has names of 1 to " + Identifier.LONGEST
                            + " bytes without U+0000; rename it with a DMS transformation",
                    null);
        }
    }

    /** Names may differ from the target's in case, so that two columns of a file can mean the same one. */
    private static void requireOnlyOne(
            SourceObject object, TargetColumn target, Map<String, TargetColumn> matched, FileColumn column) {
        matched.forEach((name, taken) -> {
            if (taken.name().equals(target.name())) {
                throw DataRefusedException.ofObject(
                        object,
                        "columns \"" + name + "\" and \"" + column.name() + "\" both mean column \"" + target.name()
                                + "\" of the target; expected one of them",
                        null);
            }
        });
    }
}
