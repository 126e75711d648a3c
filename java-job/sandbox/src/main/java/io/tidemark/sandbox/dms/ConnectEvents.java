package io.tidemark.sandbox.dms;

import io.debezium.data.Envelope;
import io.debezium.relational.RelationalChangeRecordEmitter;
import io.tidemark.sandbox.DmsChange.Operation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes of Debezium's events. Debezium tells an update of a key as a delete and an insert, which are put together
 * again. Used by one thread.
 */
final class ConnectEvents {

    private static final String OLD_KEY = RelationalChangeRecordEmitter.PK_UPDATE_OLDKEY_FIELD;
    private static final String NEW_KEY = RelationalChangeRecordEmitter.PK_UPDATE_NEWKEY_FIELD;

    private final TaskDefinition task;
    private final SourceCatalog catalog;
    private final DmsValues values;
    private final Receiver receiver;
    private final Map<TableId, Known> known = new HashMap<>();

    ConnectEvents(TaskDefinition task, SourceCatalog catalog, Receiver receiver) {
        this.task = task;
        this.catalog = catalog;
        this.values = new DmsValues(task);
        this.receiver = receiver;
    }

    /** Takes what the log says of the task's tables. */
    interface Receiver {

        /** A row changed. */
        void change(SourceChange change);

        /** A table was truncated. */
        void truncated(TableId table);

        /** Somebody wrote a message into the log. */
        void message(String prefix);
    }

    /** A table with the schemas of its rows that it was made from. */
    private record Known(Schema row, @Nullable Schema key, TableFiles files) {}

    void read(SourceRecord event) {
        if (!(event.value() instanceof Struct envelope)
                || envelope.schema().field(Envelope.FieldName.OPERATION) == null) {
            return; // A heartbeat.
        }
        String operation = envelope.getString(Envelope.FieldName.OPERATION);
        if (operation.equals("m")) {
            receiver.message(envelope.getStruct("message").getString("prefix"));
            return;
        }
        Struct source = envelope.getStruct(Envelope.FieldName.SOURCE);
        TableId table = new TableId(source.getString("schema"), source.getString("table"));
        if (!task.mappings().selects(table)) {
            return;
        }
        switch (operation) {
            case "c" -> inserted(event, envelope, table);
            case "u" -> updated(event, envelope, table);
            case "d" -> deleted(event, envelope, table);
            case "t" -> receiver.truncated(table);
            default -> throw new IllegalStateException("Debezium's operation " + operation + " is not known");
        }
    }

    private void inserted(SourceRecord event, Struct envelope, TableId table) {
        Struct row = envelope.getStruct(Envelope.FieldName.AFTER);
        TableFiles files = files(event, row.schema(), table);
        Header oldKey = event.headers().lastWithName(OLD_KEY);
        Operation operation = oldKey == null ? Operation.INSERT : Operation.UPDATE;
        List<Object> keyBefore = oldKey == null ? List.of() : key(files, (Struct) oldKey.value());
        receiver.change(change(envelope, files, operation, keyBefore, all(files, row)));
    }

    /** DMS ignores updates of tables without a key, and deletes from them. */
    private void updated(SourceRecord event, Struct envelope, TableId table) {
        Struct row = envelope.getStruct(Envelope.FieldName.AFTER);
        TableFiles files = files(event, row.schema(), table);
        if (event.key() != null) {
            receiver.change(change(envelope, files, Operation.UPDATE, List.of(), all(files, row)));
        }
    }

    private void deleted(SourceRecord event, Struct envelope, TableId table) {
        if (event.key() == null || event.headers().lastWithName(NEW_KEY) != null) {
            return;
        }
        Struct row = envelope.getStruct(Envelope.FieldName.BEFORE);
        TableFiles files = files(event, row.schema(), table);
        List<@Nullable Object> whole = all(files, row);
        if (!files.table().wholeRows()) {
            // Debezium has zeros and empty texts where a column must not be null and was not logged.
            for (int index = 0; index < whole.size(); index++) {
                if (!files.table()
                        .key()
                        .contains(files.table().columns().get(index).name())) {
                    whole.set(index, null);
                }
            }
        }
        receiver.change(change(envelope, files, Operation.DELETE, List.of(), whole));
    }

    private static SourceChange change(
            Struct envelope,
            TableFiles files,
            Operation operation,
            List<Object> keyBefore,
            List<@Nullable Object> row) {
        Struct source = envelope.getStruct(Envelope.FieldName.SOURCE);
        return new SourceChange(
                files,
                operation,
                keyBefore,
                row,
                Instant.EPOCH.plus(source.getInt64("ts_us"), ChronoUnit.MICROS),
                source.getInt64("txId"),
                source.getInt64("lsn"));
    }

    /** The table's files; other ones after its columns have changed. */
    private TableFiles files(SourceRecord event, Schema row, TableId table) {
        Known before = known.get(table);
        if (before != null && before.row() == row && before.key() == event.keySchema()) {
            return before.files();
        }
        List<SourceColumn> columns =
                row.fields().stream().map(ConnectValues::column).toList();
        List<String> key = event.keySchema() == null
                ? List.of()
                : columns.stream()
                        .map(SourceColumn::name)
                        .filter(name -> event.keySchema().field(name) != null)
                        .toList();
        SourceTable own = new SourceTable(table, columns, key, catalog.logsWholeRows(table));
        TableFiles files =
                before != null && before.files().table().equals(own) ? before.files() : new TableFiles(task, own);
        known.put(table, new Known(row, event.keySchema(), files));
        return files;
    }

    private List<@Nullable Object> all(TableFiles files, Struct row) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Field field : row.schema().fields()) {
            all.add(value(files, field, row.getWithoutDefault(field.name())));
        }
        return all;
    }

    private List<Object> key(TableFiles files, Struct key) {
        return files.table().key().stream()
                .map(name -> Objects.requireNonNull(
                        value(files, key.schema().field(name), key.getWithoutDefault(name)), "a key is never null"))
                .toList();
    }

    private @Nullable Object value(TableFiles files, Field field, @Nullable Object value) {
        int index = files.table().indexOf(field.name());
        SourceColumn column = files.table().columns().get(index);
        Object read = ConnectValues.value(column, field.schema(), value);
        return read == null ? null : values.kept(column, files.type(index), read);
    }
}
