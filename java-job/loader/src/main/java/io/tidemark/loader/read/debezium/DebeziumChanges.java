package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.ChangeScan;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.RowSink;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object with Debezium's events. It is read from its beginning in each pass, the first of them to know the columns,
 * which no header tells and a change of the table may add to; memory holds one event. Safe for use by several threads.
 */
public final class DebeziumChanges implements ChangeReader {

    private final EventWalk walk;
    private final EventSurvey survey;

    private DebeziumChanges(EventWalk walk, EventSurvey survey) {
        this.walk = walk;
        this.survey = survey;
    }

    /**
     * Reads all events for their table and its columns.
     *
     * @param declared types of columns, for JSON without a schema
     */
    public static DebeziumChanges open(ObjectContent content, Map<String, String> declared) {
        EventWalk walk = new EventWalk(content, DeclaredType.row(declared));
        EventSurvey survey = new EventSurvey();
        walk.over(Integer.MAX_VALUE, (row, events) -> survey.see(events.event()));
        return new DebeziumChanges(walk, survey);
    }

    @Override
    public SourceObject object() {
        return walk.object();
    }

    @Override
    public long rows() {
        return survey.rows();
    }

    @Override
    public List<FileColumn> columns() {
        return survey.columns();
    }

    @Override
    public String avroSchema() {
        return EventSchema.of(survey.types());
    }

    @Override
    public void scan(ChangeColumns roles, ChangeScan scan) {
        walk.over(Integer.MAX_VALUE, (row, events) -> {
            ChangeEvent event = events.event();
            EventWalk.reading(
                    () -> scan(roles, scan, row, event), (column, reason) -> scan.refused(row, column, reason));
        });
    }

    private void scan(ChangeColumns roles, ChangeScan scan, int row, @Nullable ChangeEvent event) {
        Operation operation = EventRules.operation(object(), event).orElse(null);
        if (event == null || operation == null) {
            scan.ignored();
        } else {
            scan(roles, scan, row, event, operation);
        }
    }

    private static void scan(ChangeColumns roles, ChangeScan scan, int row, ChangeEvent event, Operation operation) {
        Position position = EventRules.position(event, roles.fullLoad());
        scan.startKey();
        pushKey(roles, scan, EventRules.row(event, operation));
        for (int i = 0; i < roles.kept().size() && operation != Operation.DELETE; i++) {
            if (EventRules.cell(event, operation, roles.kept().get(i)).isEmpty()) {
                scan.unlogged(i);
            }
        }
        if (!position.equals(roles.fullLoad())) {
            scan.committed(EventPosition.commitMicros(event.source()));
        }
        scan.change(row, operation, position.time(), position.sequence(), position.ordinal());
        ChangeEvent.Row before = event.before();
        if (operation == Operation.UPDATE && before != null && hasKey(roles, before)) {
            scan.startKey();
            pushKey(roles, scan, before);
            scan.keyBefore();
        }
    }

    /** Only some replica identities bring the key along, and then all of it. */
    private static boolean hasKey(ChangeColumns roles, ChangeEvent.Row before) {
        return roles.key().stream().allMatch(name -> before.value(name) != null);
    }

    private static void pushKey(ChangeColumns roles, ChangeScan scan, ChangeEvent.Row image) {
        for (int i = 0; i < roles.key().size(); i++) {
            String name = roles.key().get(i);
            ValueSink sink = scan.keySinks().get(i);
            EventWalk.inColumn(name, () -> pushKey(image.type().field(name), image.value(name), sink));
        }
    }

    private static void pushKey(ConnectType type, @Nullable Object value, ValueSink sink) {
        if (value == null || UnavailableValue.is(value)) {
            throw new ValueRefusedException(
                    "NULL in a key column; expected a value in every row: check target.key against the table's replica"
                            + " identity");
        }
        SemanticValue.push(type, value, sink);
    }

    @Override
    public void decode(ChangeColumns roles, List<String> names, BitSet rows, RowSink sink) {
        walk.over(rows.length(), (row, events) -> {
            if (rows.get(row)) {
                ChangeEvent event = events.event();
                EventWalk.reading(
                        () -> decode(roles, names, sink, row, event),
                        (column, reason) -> sink.refused(row, column, reason));
            }
        });
    }

    private void decode(ChangeColumns roles, List<String> names, RowSink sink, int row, @Nullable ChangeEvent event) {
        Operation operation = shown(event);
        if (event == null || operation == null) {
            return;
        }
        List<ValueSink> sinks = sink.sinks();
        Position position = EventRules.position(event, roles.fullLoad());
        sink.startRow(row, position.time(), position.sequence(), position.ordinal());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            ValueSink column = sinks.get(i);
            EventWalk.inColumn(name, () -> push(event, operation, name, column));
        }
        sink.endRow();
    }

    /** The operation; of an event that has none that is known, one that shows what it holds. */
    private @Nullable Operation shown(@Nullable ChangeEvent event) {
        try {
            return EventRules.operation(object(), event).orElse(null);
        } catch (ValueRefusedException e) {
            return event == null || event.after() == null ? Operation.DELETE : Operation.INSERT;
        }
    }

    private static void push(ChangeEvent event, Operation operation, String name, ValueSink sink) {
        EventRules.Cell cell = EventRules.cell(event, operation, name).orElse(null);
        if (cell == null) {
            sink.ofUnavailable();
            return;
        }
        Object value = cell.value();
        if (value == null) {
            sink.ofNull();
        } else {
            SemanticValue.push(cell.type(), value, sink);
        }
    }
}
