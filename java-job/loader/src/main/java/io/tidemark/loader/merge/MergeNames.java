package io.tidemark.loader.merge;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.StateNames;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlStatement;

/** Fills the names of one target into the statements of the merge, in which r is the row, s the staged one, t the tombstone. */
record MergeNames(
        TargetTable table,
        boolean softDeletes,
        StateNames state,
        String pipeline,
        Position floor,
        boolean newerTombstones) {

    private static final String POSITION = Identifier.quote(TargetTable.POSITION_COLUMN);

    String target() {
        return Identifier.qualified(table.name().schema(), table.name().name());
    }

    /**
     * Names in a statement that reads staged rows. Those below the floor are not among them, so that changes from before
     * a reload are stale wherever they are staged.
     */
    <T extends SqlStatement<T>> T fill(T statement, StagedTable staged) {
        boolean all = floor.equals(Position.FULL_LOAD);
        String from = staged.source().from();
        String counting = "(select * from " + from + " as staged where " + POSITION + " >= :floor)";
        T filled = staged.source().bindTo(fill(statement)).define("staging", all ? from : counting);
        return all ? filled : filled.bind("floor", floor.toBytes());
    }

    <T extends SqlStatement<T>> T fill(T statement) {
        List<String> key = names(table.key());
        return statement
                .define("target", target())
                .define("tombstones", state.tombstones(pipeline))
                .define("state", state.quoted())
                .define("key", Identifier.list(key))
                .define("first_key", Identifier.quote(key.get(0)))
                .define("staged_key", Identifier.list("s", key))
                .define("row_is_staged", Identifier.equal("r", "s", key))
                .define("tombstone_is_newer", newerTombstones ? tombstoneIsNewer(key) : "false");
    }

    private String tombstoneIsNewer(List<String> key) {
        return "exists (select from " + state.tombstones(pipeline) + " t where " + Identifier.equal("t", "s", key)
                + " and t." + POSITION + " >= s." + POSITION + ")";
    }

    /** The same names; whether any tombstone can be as new as a staged change. */
    MergeNames with(boolean newer) {
        return new MergeNames(table, softDeletes, state, pipeline, floor, newer);
    }

    /** A condition: rows that are marked as deleted take no values any more. */
    String rowLives() {
        return softDeletes ? "r." + Identifier.quote(TargetTable.DELETED_AT_COLUMN) + " is null" : "true";
    }

    /** A condition for each staging table: no row of it is the row r. */
    String andNotStaged(List<StagedTable> staged) {
        String rowIsStaged = Identifier.equal("r", "s", names(table.key()));
        return staged.stream()
                .map(rows -> "and not exists (select from " + rows.source().from() + " s where " + rowIsStaged + ")")
                .collect(joining(" "));
    }

    /** The key is what the rows are joined by: it never needs to be written again. */
    String assignments(StagedTable staged) {
        Stream<String> values = staged.written().stream()
                .filter(column -> !table.isKey(column))
                .map(column -> Identifier.quote(column.name()) + " = "
                        + (staged.kept().contains(column)
                                ? logged(column, value(column), kept(Identifier.quote(column.name())))
                                : value(column)));
        Stream<String> keptPositions = staged.kept().stream()
                .map(column ->
                        keptPosition(column) + " = " + logged(column, "s." + POSITION, kept(keptPosition(column))));
        Stream<String> own = Stream.of(POSITION + " = s." + POSITION);
        Stream<String> revived =
                softDeletes ? Stream.of(Identifier.quote(TargetTable.DELETED_AT_COLUMN) + " = null") : Stream.empty();
        return Stream.of(values, keptPositions, own, revived)
                .flatMap(part -> part)
                .collect(joining(", "));
    }

    static String columns(StagedTable staged) {
        return Stream.of(
                        Stream.of(POSITION),
                        staged.written().stream().map(column -> Identifier.quote(column.name())),
                        staged.kept().stream().map(MergeNames::keptPosition))
                .flatMap(part -> part)
                .collect(joining(", "));
    }

    static String stagedColumns(StagedTable staged) {
        return Stream.of(
                        Stream.of(POSITION),
                        staged.columns().stream().map(column -> Identifier.quote(column.name())),
                        staged.kept().stream().map(MergeNames::loggedFlag))
                .flatMap(part -> part)
                .map(column -> "s." + column)
                .collect(joining(", "));
    }

    static String values(StagedTable staged) {
        return Stream.of(
                        Stream.of("s." + POSITION),
                        staged.written().stream().map(MergeNames::value),
                        staged.kept().stream().map(column -> logged(column, "s." + POSITION, "null")))
                .flatMap(part -> part)
                .collect(joining(", "));
    }

    /** The column with the position of a kept column's value. */
    static String keptPosition(TargetColumn column) {
        return Identifier.quote(TargetTable.keptPosition(column));
    }

    static String loggedFlag(TargetColumn column) {
        return Identifier.quote(TargetTable.LOGGED_COLUMN + column.name());
    }

    private static String logged(TargetColumn column, String value, String otherwise) {
        return "case when s." + loggedFlag(column) + " then " + value + " else " + otherwise + " end";
    }

    /** What a row keeps of a column that was not logged; what it had before it was deleted is not its own any more. */
    private String kept(String column) {
        return softDeletes
                ? "case when r." + Identifier.quote(TargetTable.DELETED_AT_COLUMN) + " is null then r." + column
                        + " end"
                : "r." + column;
    }

    /** Types without an own wire format were staged as text; the cast never shortens, the assignment then checks. */
    static String value(TargetColumn column) {
        String staged = "s." + Identifier.quote(column.name());
        return column.type().isCast() ? staged + "::" + column.type().castSql() : staged;
    }

    private static List<String> names(List<TargetColumn> columns) {
        return columns.stream().map(TargetColumn::name).toList();
    }
}
