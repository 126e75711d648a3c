package io.tidemark.loader.load;

import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.model.Finding;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Looks at a target table for what makes loads fail later, or leaves other tables and sequences behind. */
final class TargetExamination {

    private final Handle handle;
    private final TargetTable table;
    private final String quoted;

    TargetExamination(Handle handle, TargetTable table) {
        this.handle = handle;
        this.table = table;
        this.quoted = Identifier.qualified(table.name().schema(), table.name().name());
    }

    /** The kinds of facts that {@code shape.sql} names. */
    private enum Fact {
        UNLOGGED,
        REFERS,
        REFERS_TO_ITSELF,
        IS_REFERRED_TO,
        DELETES_REACH,
        ALWAYS_IDENTITY,
        SEQUENCE,
        UNCOUNTED
    }

    private record Found(Fact fact, String name, String other) {}

    /** The findings, each about {@code subject}. */
    List<Finding> findings(String subject) {
        Stream<Finding> shape = handle
                .createQuery(SqlFile.of(TargetExamination.class, "shape"))
                .bind("table", quoted)
                .bindArray(
                        "key",
                        String.class,
                        table.key().stream().map(TargetColumn::name).toList())
                .map((row, context) ->
                        new Found(Fact.valueOf(row.getString("fact")), row.getString("name"), row.getString("other")))
                .list()
                .stream()
                .map(found -> finding(subject, found));
        List<String> triggers = TargetCatalog.rowTriggers(handle, table.name());
        Stream<Finding> trigger = triggers.isEmpty()
                ? Stream.empty()
                : Stream.of(Finding.warning(
                        subject,
                        table.name() + " has triggers that run before a row is written: " + triggers
                                + "; each load looks whether they let every row pass, and fails if not",
                        "disable them where they are not needed: alter table … disable trigger …"));
        return Stream.concat(shape, trigger).toList();
    }

    private Finding finding(String subject, Found found) {
        String name = found.name();
        String other = found.other();
        return switch (found.fact()) {
            case UNLOGGED ->
                Finding.warning(
                        subject,
                        table.name() + " is unlogged: a crash of the server empties it, and its hours still count as"
                                + " loaded",
                        "alter table " + quoted + " set logged");
            case REFERS ->
                Finding.warning(
                        subject,
                        "foreign key " + name + " refers to " + other
                                + ": an hour fails with exit code 4 until the rows" + " that it refers to are there",
                        "drop it, since the source has checked it, or load " + other + " first, hour by hour");
            case REFERS_TO_ITSELF ->
                Finding.warning(
                        subject,
                        "foreign key " + name + " between rows of the table is checked before all changes of a load are"
                                + " in",
                        "alter table " + quoted + " alter constraint " + name + " deferrable");
            case IS_REFERRED_TO ->
                Finding.warning(
                        subject,
                        "foreign key " + name + " of " + other + " refers to the table: an hour that deletes fails with"
                                + " exit code 4 until the rows that refer to it are gone",
                        "drop it, since the source has checked it, or load " + other + " first, hour by hour");
            case DELETES_REACH ->
                Finding.warning(
                        subject,
                        "foreign key " + name + " of " + other
                                + " acts on deletes (on delete cascade or set): they would"
                                + " change rows there without a position, and a unique value could not be handed over",
                        "drop it, or take that action from it: " + other + " gets its changes from its own files");
            case ALWAYS_IDENTITY ->
                Finding.warning(
                        subject,
                        "column " + name
                                + " is generated always as identity: an update cannot write the value that files"
                                + " have",
                        "alter table " + quoted + " alter column " + name + " set generated by default");
            case SEQUENCE ->
                Finding.ok(
                        subject,
                        "loads write " + name
                                + " and do not advance its sequence: before anything else inserts here, run"
                                + " select setval('" + other.replace("'", "''") + "', (select max(" + name + ") from "
                                + quoted + "))");
            case UNCOUNTED ->
                Finding.warning(
                        subject,
                        "track_counts is off on the server: inserts are counted as updates",
                        "set track_counts = on, which autovacuum needs as well");
        };
    }
}
