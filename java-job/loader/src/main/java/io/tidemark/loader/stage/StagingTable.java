package io.tidemark.loader.stage;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * A temporary table of the load's transaction: the position, then some columns of the target, without constraints, then
 * for each of those that are kept whether it was logged. Rows of one set of columns share one, so that a column that a
 * file does not have is never taken for NULL.
 */
public record StagingTable(String name, List<TargetColumn> columns, List<TargetColumn> kept) {

    public StagingTable {
        columns = List.copyOf(columns);
        kept = List.copyOf(kept);
    }

    /** A column: its name, its type without modifiers, and all of its definition behind the name. */
    record Field(String name, String type, String definition) {}

    /** The columns in the order of the COPY. */
    List<Field> fields() {
        Stream<Field> position = Stream.of(new Field(TargetTable.POSITION_COLUMN, "bytea", "bytea not null"));
        Stream<Field> values = columns.stream().map(StagingTable::field);
        Stream<Field> logged = kept.stream()
                .map(column -> new Field(TargetTable.LOGGED_COLUMN + column.name(), "boolean", "boolean not null"));
        return Stream.of(position, values, logged).flatMap(part -> part).toList();
    }

    private static Field field(TargetColumn column) {
        ColumnType type = column.type();
        return new Field(column.name(), type.isCast() ? "text" : type.castSql(), type.stagingSql());
    }

    /** Creates it empty; it goes with the transaction. */
    public void create(Handle handle) {
        String definitions = fields().stream()
                .map(field -> Identifier.quote(field.name()) + " " + field.definition())
                .collect(joining(", "));
        handle.createUpdate(SqlFile.of(StagingTable.class, "create"))
                .define("staging", Identifier.quote(name))
                .define("columns", definitions)
                .execute();
    }

    /** Drops all that a load has staged, so that the same transaction can load again. */
    public static void dropAll(Handle handle) {
        handle.createQuery(SqlFile.of(StagingTable.class, "staged"))
                .mapTo(String.class)
                .list()
                .forEach(name -> handle.createUpdate(SqlFile.of(StagingTable.class, "drop"))
                        .define("staging", Identifier.quote(name))
                        .execute());
    }

    /** The COPY statement that fills the table. */
    String copy() {
        List<String> names = fields().stream().map(Field::name).toList();
        return "copy pg_temp." + Identifier.quote(name) + " (" + Identifier.list(names)
                + ") from stdin (format binary)";
    }
}
