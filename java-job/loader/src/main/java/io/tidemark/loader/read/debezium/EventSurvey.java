package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.debezium.ChangeEvent.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the events of one object have in common: their table and its columns, which a change of the table may add to. */
final class EventSurvey {

    private static final String CONNECTOR = "postgresql";

    private final Map<String, ConnectType> columns = new LinkedHashMap<>();
    private @Nullable String table;
    private int rows;

    void see(@Nullable ChangeEvent event) {
        rows++;
        if (event == null) {
            return;
        }
        Object connector = event.source().get("connector");
        if (connector != null && !connector.equals(CONNECTOR)) {
            throw new ValueRefusedException("an event of another connector; expected source.connector " + CONNECTOR
                    + ", since only its LSNs are known");
        }
        Stream.of(event.before(), event.after()).forEach(this::see);
        if (event.before() != null || event.after() != null) {
            requireOneTable(event.source().get("schema") + "." + event.source().get("table"));
        }
    }

    private void see(@Nullable Row row) {
        if (row != null) {
            row.values()
                    .keySet()
                    .forEach(name -> columns.putIfAbsent(name, row.type().field(name)));
        }
    }

    private void requireOneTable(String name) {
        if (table != null && !table.equals(name)) {
            throw new ValueRefusedException("an event of table " + name + " after events of table " + table
                    + "; expected one table below a prefix: let the sink write each topic to a prefix of its own");
        }
        table = name;
    }

    int rows() {
        return rows;
    }

    private static FileColumn column(String name, ConnectType type) {
        return type.kind() == ConnectType.Kind.UNDECLARED
                ? FileColumn.undeclared(name)
                : new FileColumn(name, type.toString(), SqlTypes.of(type));
    }

    Map<String, ConnectType> types() {
        return columns;
    }

    List<FileColumn> columns() {
        return columns.entrySet().stream()
                .map(column -> column(column.getKey(), column.getValue()))
                .toList();
    }
}
