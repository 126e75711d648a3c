package io.tidemark.loader.load;

import io.tidemark.loader.merge.ColumnChange;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a renamed column looks like, since DMS gives no signal: one object has a new column and lacks one that the objects
 * before it had. It may as well be one column that was dropped and another that was added.
 */
record Renaming(OpenObject object, List<String> fresh, List<String> gone) {

    /** The objects of a load that look so; {@code before} are the columns of the newest schema that is known. */
    static List<Renaming> of(List<OpenObject> objects, ColumnPlan plan, List<String> before) {
        List<String> earlier = new ArrayList<>(before);
        objects.forEach(object -> earlier.addAll(object.fileColumns()));
        return objects.stream()
                .map(object -> new Renaming(
                        object,
                        plan.changesFor(object.reader().object()).stream()
                                .map(ColumnChange::column)
                                .toList(),
                        earlier.stream()
                                .flatMap(name -> plan.known(name).stream())
                                .filter(column -> !object.targetColumns().contains(column) && !column.generated())
                                .map(TargetColumn::name)
                                .distinct()
                                .toList()))
                .filter(found -> !found.fresh().isEmpty() && !found.gone().isEmpty())
                .toList();
    }

    /** What rows keep and how they get it, where {@code first} is the object's lowest position. */
    String warning(TargetTable table, Position first) {
        String fill = fresh.get(0);
        String from = gone.get(0);
        return "new=" + fresh + " gone=" + gone
                + ": if this is a renamed column, rows that do not change keep NULL in the"
                + " new one until a full load with --reload, or until somebody runs, with the columns that belong"
                + " together: update "
                + Identifier.qualified(table.name().schema(), table.name().name()) + " set "
                + Identifier.quote(fill) + " = " + Identifier.quote(from) + " where " + TargetTable.POSITION_COLUMN
                + " is null or " + TargetTable.POSITION_COLUMN + " < '\\x"
                + HexFormat.of().formatHex(first.toBytes()) + "'";
    }
}
