package io.tidemark.loader.stage;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;

/** Rows of a staging table as parameters: an array for each of its columns. */
final class ParameterRows implements RowSource {

    private final StagingTable table;
    private final List<BinaryArray> columns;

    private ParameterRows(StagingTable table, List<BinaryArray> columns) {
        this.table = table;
        this.columns = columns;
    }

    /** Turns {@code count} tuples in COPY form round, rows into columns. */
    static ParameterRows of(Handle handle, StagingTable table, List<byte[]> tuples, int count) {
        List<String> types =
                table.fields().stream().map(StagingTable.Field::type).toList();
        List<BinaryArray> columns = new ArrayList<>();
        handle.createQuery(SqlFile.of(ParameterRows.class, "element_types"))
                .bindArray("types", String.class, types)
                .mapTo(Long.class)
                .forEach(oid -> columns.add(new BinaryArray(oid.intValue(), count)));
        for (byte[] piece : tuples) {
            turn(piece, columns);
        }
        return new ParameterRows(table, columns);
    }

    private static void turn(byte[] tuples, List<BinaryArray> columns) {
        int at = 0;
        while (at < tuples.length) {
            at += Short.BYTES; // the number of fields
            for (BinaryArray column : columns) {
                at = column.add(tuples, at);
            }
        }
    }

    @Override
    public String from() {
        List<StagingTable.Field> fields = table.fields();
        String arrays = IntStream.range(0, fields.size())
                .mapToObj(number ->
                        "cast(:" + name(number) + " as " + fields.get(number).type() + "[])")
                .collect(joining(", "));
        return "(select * from unnest(" + arrays + ") as parameters ("
                + Identifier.list(fields.stream().map(StagingTable.Field::name).toList()) + "))";
    }

    @Override
    public <T extends SqlStatement<T>> T bindTo(T statement) {
        for (int number = 0; number < columns.size(); number++) {
            BinaryArray column = columns.get(number);
            Argument argument = (position, prepared, context) -> prepared.setObject(position, column);
            statement.bind(name(number), argument);
        }
        return statement;
    }

    @Override
    public boolean isTable() {
        return false;
    }

    private static String name(int number) {
        return "staged" + number;
    }
}
