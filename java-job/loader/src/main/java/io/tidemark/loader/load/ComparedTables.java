package io.tidemark.loader.load;

import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.verify.ComparableColumn;
import io.tidemark.loader.verify.HashedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The target and the table that it is held against: the same key, and the columns that both have, side by side. */
record ComparedTables(Pipeline.Deletes deletes, TargetTable target, List<Pair> key, List<Pair> values) {

    private static final String ALL = "true";

    /** A column of the other table and of the target. */
    record Pair(TargetColumn other, TargetColumn own) {}

    /** Compares the columns of these names, but for those that PostgreSQL computes. */
    static ComparedTables of(TargetTable target, TargetTable other, Set<String> columns, Pipeline pipeline) {
        List<Pair> key = new ArrayList<>();
        List<Pair> values = new ArrayList<>();
        for (TargetColumn own : target.columns()) {
            other.column(own.name()).ifPresent(counterpart -> {
                Pair pair = new Pair(counterpart, own);
                if (target.isKey(own)) {
                    key.add(pair);
                } else if (columns.contains(own.name()) && !own.generated()) {
                    values.add(pair);
                }
            });
        }
        return new ComparedTables(pipeline.target().deletes(), target, List.copyOf(key), List.copyOf(values));
    }

    /** The other table, of which all rows count. */
    HashedTable expected(Handle handle, String from) {
        return new HashedTable(
                handle, from, texts(key, Pair::other, Pair::own), texts(values, Pair::other, Pair::own), ALL);
    }

    /** The target, whose rows that are marked as deleted do not count. */
    HashedTable found(Handle handle) {
        return new HashedTable(
                handle,
                targetName(),
                texts(key, Pair::own, Pair::other),
                texts(values, Pair::own, Pair::other),
                lives());
    }

    /** The target's columns that both have: those of the key and those that are compared. */
    List<TargetColumn> written() {
        return Stream.concat(key.stream(), values.stream()).map(Pair::own).toList();
    }

    String targetName() {
        return Identifier.qualified(target.name().schema(), target.name().name());
    }

    private static List<String> texts(
            List<Pair> pairs, Function<Pair, TargetColumn> of, Function<Pair, TargetColumn> beside) {
        return pairs.stream()
                .map(pair -> ComparableColumn.of(of.apply(pair), beside.apply(pair)))
                .toList();
    }

    private String lives() {
        return deletes == Pipeline.Deletes.SOFT ? HashedTable.column(TargetTable.DELETED_AT_COLUMN) + " is null" : ALL;
    }
}
