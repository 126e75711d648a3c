package io.tidemark.loader.load;

import static io.tidemark.loader.load.Rows.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cases of the contract that are about columns which DMS adds, told of what Debezium has in their place. */
interface DebeziumContract extends FormatContract {

    /** An object with these events. */
    byte[] write(EventFile events);

    private static EventFile events() {
        return EventFile.of("id int64", "name string", "note string").create(110, "{\"id\":1,\"name\":\"one\"}");
    }

    @Override
    @Test
    default void theCommitTimeDecidesWhereThereIsNoChangeSequence() {
        EventFile events = EventFile.of("id int64", "name string")
                .update(130, "{\"id\":1,\"name\":\"third\"}")
                .update(120, "{\"id\":1,\"name\":\"second\"}");
        EventFile.source(events.last()).putNull("sequence");
        Mirror mirror = mirror();
        assertThat(load(mirror, write(events)).exitCode()).isZero();
        assertThat(table(mirror)).containsExactly(Map.of("id", 1L, "name", "third"));
    }

    @Override
    @Test
    default void anOperationOtherThanInsertInALoadFileIsRefused() {
        Mirror mirror = mirror();
        mirror.put(
                "LOAD00000001" + format().extension(),
                format().write(Rows.changes().row("D", time(0), 1L, null, null, "", null)));
        Outcome outcome = mirror.run("full-load");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text())
                .contains(", row 1: an event in a full-load object that is not of a snapshot; expected op r");
    }

    @Override
    @Test
    default void anUnknownOperationIsRefused() {
        refused(
                format().write(Rows.changes().change("I", 1, 1, "one").change("X", 2, 2, "two")),
                ", row 2: unknown op of 1 characters; expected c, u, d, r, t or m");
    }

    @Override
    @Test
    default void aMissingOperationIsRefused() {
        EventFile events = events();
        events.last().put("op", "");
        refused(write(events), ", row 1: unknown op of 0 characters");
    }

    @Override
    @Test
    default void aChangeFileWithoutOperationColumnIsRefused() {
        refused(
                "{\"id\":1,\"name\":\"one\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "no Debezium change event");
    }

    @Override
    @Test
    default void aMissingPositionIsRefused() {
        EventFile events = events();
        EventFile.source(events.last()).putNull("lsn");
        refused(write(events), ", row 1: no lsn in source");
    }

    @Override
    @Test
    default void aPositionThatIsNoneIsRefused() {
        EventFile events = events();
        EventFile.source(events.last()).put("sequence", "12");
        refused(write(events), ", row 1: source.sequence that is not two LSNs");
    }

    @Override
    @Test
    default void aFileWithNeitherPositionNorCommitTimeIsRefused() {
        EventFile events = events();
        EventFile.source(events.last()).put("lsn", 0L);
        refused(write(events), ", row 1: no lsn in source");
    }

    /** NULL is NULL here; what was not logged has a marker. */
    @Override
    @Test
    default void anUpdateThatDidNotLogAKeptColumnSaysSo() {
        Mirror mirror = mirror().with("target.keep-when-null = [note]");
        mirror.put(
                path("part-1"),
                write(EventFile.of("id int64", "name string", "note string")
                        .create(1, "{\"id\":1,\"name\":\"one\"}")
                        .update(2, "{\"id\":2,\"note\":\"__debezium_unavailable_value\"}")
                        .update(3, "{\"id\":3,\"note\":null}")
                        .update(4, "{\"id\":4,\"note\":\"a note\"}")));
        ChangeReader reader = reader(mirror);
        ChangeColumns roles = roles(mirror, reader);

        assertThat(Recorded.scan(reader, roles))
                .containsExactly(
                        "row 0 INSERT 1 key 1",
                        "row 1 UPDATE 2 key 2 unlogged 0",
                        "row 2 UPDATE 3 key 3",
                        "row 3 UPDATE 4 key 4");
        assertThat(Recorded.rows(reader, roles, List.of("id", "note"), 0, 1, 2, 3))
                .containsExactly("row 0: 1, NULL", "row 1: 2, unlogged", "row 2: 3, NULL", "row 3: 4, a note");
    }
}
