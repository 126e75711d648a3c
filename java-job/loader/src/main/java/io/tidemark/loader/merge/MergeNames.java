package io.tidemark.loader.merge;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.StateNames;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlStatement;

/** Fills the names of one target into the statements of the merge, in which r is the row, s the staged one, t the tombstone. */
record MergeNames(TargetTable table, boolean softDeletes, StateNames state, String pipeline) {

    private static final String POSITION = Identifier.quote(TargetTable.POSITION_COLUMN);

    String target() {
        return Identifier.qualified(table.name().schema(), table.name().name());
    }

    <T extends SqlStatement<T>> T fill(T statement, String staging) {
        List<String> key = names(table.key());
        return statement
                .define("staging", temporary(staging))
                .define("target", target())
                .define("tombstones", state.tombstones(pipeline))
                .define("state", state.quoted())
                .define("key", Identifier.list(key))
                .define("first_key", Identifier.quote(key.get(0)))
                .define("staged_key", Identifier.list("s", key))
                .define("row_is_staged", Identifier.equal("r", "s", key))
                .define("tombstone_is_staged", Identifier.equal("t", "s", key));
    }

    static String temporary(String name) {
        return "pg_temp." + Identifier.quote(name);
    }

    /** The key is what the rows are joined by: it never needs to be written again. */
    String assignments(List<TargetColumn> written) {
        Stream<String> values = written.stream()
                .filter(column -> !table.isKey(column))
                .map(column -> Identifier.quote(column.name()) + " = " + value(column));
        Stream<String> own = Stream.of(POSITION + " = s." + POSITION);
        Stream<String> revived =
                softDeletes ? Stream.of(Identifier.quote(TargetTable.DELETED_AT_COLUMN) + " = null") : Stream.empty();
        return Stream.of(values, own, revived).flatMap(part -> part).collect(joining(", "));
    }

    static String columns(List<TargetColumn> written) {
        return POSITION + ", " + Identifier.list(names(written));
    }

    static String stagedColumns(List<TargetColumn> columns) {
        return "s." + POSITION + ", " + Identifier.list("s", names(columns));
    }

    static String values(List<TargetColumn> written) {
        return Stream.concat(Stream.of("s." + POSITION), written.stream().map(MergeNames::value))
                .collect(joining(", "));
    }

    /** Types without an own wire format were staged as text; the cast never shortens, the assignment then checks. */
    private static String value(TargetColumn column) {
        String staged = "s." + Identifier.quote(column.name());
        return column.type().isCast() ? staged + "::" + column.type().castSql() : staged;
    }

    private static List<String> names(List<TargetColumn> columns) {
        return columns.stream().map(TargetColumn::name).toList();
    }
}
