package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.dms.AddedColumn.Heading;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns of a table's files, and its rows in them. Immutable. */
final class TableFiles {

    private static final String OPERATION = "Op";

    private final TaskDefinition task;
    private final SourceTable table;
    private final List<AddedColumn> added;
    private final boolean beforeImages;
    private final List<DmsType> types;

    TableFiles(TaskDefinition task, SourceTable table) {
        this.task = task;
        this.table = table;
        this.added = task.mappings().added(table.id());
        this.beforeImages = task.mappings().beforeImage(table.id(), "").isPresent();
        this.types = table.columns().stream()
                .map(column -> DmsType.of(column, task.source()))
                .toList();
    }

    SourceTable table() {
        return table;
    }

    /** The type of a column of the table, by its place. */
    DmsType type(int column) {
        return types.get(column);
    }

    /** A file of changes. */
    byte[] changes(List<List<@Nullable Object>> rows) {
        return task.target().file().bytes(columns(true), rows);
    }

    /** A full-load file. */
    byte[] load(List<List<@Nullable Object>> rows) {
        return task.target().file().bytes(columns(task.target().loadOp()), rows);
    }

    /** A row of a file of changes; the values are the table's columns'. */
    List<@Nullable Object> changeRow(Heading heading, List<Object> keyBefore, List<@Nullable Object> values) {
        return row(Optional.of(heading.operation()), heading, keyBefore, values);
    }

    /**
     * A row of a full-load file.
     *
     * @param time in the timestamp column
     * @param now in columns that an expression makes
     */
    List<@Nullable Object> loadRow(LocalDateTime time, LocalDateTime now, List<@Nullable Object> values) {
        Heading heading = new Heading(table.id(), Operation.INSERT, "", "", time, now);
        return row(Optional.of(Operation.INSERT).filter(code -> task.target().loadOp()), heading, List.of(), values);
    }

    private List<@Nullable Object> row(
            Optional<Operation> operation, Heading heading, List<Object> keyBefore, List<@Nullable Object> values) {
        List<@Nullable Object> row = new ArrayList<>();
        operation.map(DmsChange.Operation::code).ifPresent(row::add);
        if (!task.target().timestampColumn().isEmpty()) {
            row.add(DmsChange.timeText(heading.time()));
        }
        row.addAll(values);
        added.forEach(column -> row.add(column.value(heading)));
        if (beforeImages) {
            for (int index = 0; index < table.key().size(); index++) {
                row.add(keyBefore.isEmpty() ? null : keyBefore.get(index));
            }
        }
        return row;
    }

    private List<FileColumn> columns(boolean withOperation) {
        List<FileColumn> columns = new ArrayList<>();
        if (withOperation) {
            columns.add(new FileColumn(OPERATION, DmsType.text(), false));
        }
        if (!task.target().timestampColumn().isEmpty()) {
            columns.add(new FileColumn(task.target().timestampColumn(), DmsType.text(), true));
        }
        for (int index = 0; index < types.size(); index++) {
            columns.add(new FileColumn(table.columns().get(index).name(), types.get(index), false));
        }
        added.forEach(column -> columns.add(column.column()));
        for (String column : table.key()) {
            task.mappings()
                    .beforeImage(table.id(), column)
                    .ifPresent(name -> columns.add(new FileColumn(name, types.get(table.indexOf(column)), false)));
        }
        return columns;
    }
}
