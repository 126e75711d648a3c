package io.tidemark.loader.load;

import static io.tidemark.loader.load.ChangeFile.sequence;
import static io.tidemark.loader.load.Rows.time;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every format keeps: a format's test says how it writes rows, and has all of these cases. */
interface FormatContract {

    String HOUR = "2024-05-01T00:00Z";
    String FOLDER = "year=2024/month=05/day=01/hour=00/";
    String TABLE = "create table public.t (id bigint primary key, name text, note text)";

    FileFormat format();

    default byte[] write(Rows rows) {
        return format().write(rows);
    }

    default String extension() {
        return format().extension();
    }

    default Mirror mirror(String table, String... key) {
        Mirror mirror = Mirror.of("public.t", key).with(format().settings()).sql(table);
        mirror.must("init");
        return mirror;
    }

    default Mirror mirror() {
        return mirror(TABLE, "id");
    }

    default String path(String name) {
        return FOLDER + name + extension();
    }

    default Outcome load(Mirror mirror, byte[] content) {
        mirror.put(path("part-1"), content);
        return mirror.run("load", "--hour", HOUR);
    }

    /** Loads what must load, and hands over the table. */
    default List<Map<String, Object>> loaded(Mirror mirror, Rows rows) {
        Outcome outcome = load(mirror, write(rows));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return table(mirror);
    }

    default List<Map<String, Object>> table(Mirror mirror) {
        return mirror.rows("select id, name from public.t order by id");
    }

    default void refused(byte[] content, String... parts) {
        refused(mirror(), content, parts);
    }

    default void refused(Mirror mirror, byte[] content, String... parts) {
        Outcome outcome = load(mirror, content);
        assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(3);
        assertThat(outcome.text()).contains(mirror.uri(path("part-1"))).doesNotContain("qz-private");
        for (String part : parts) {
            assertThat(outcome.text()).contains(part);
        }
        assertThat(table(mirror)).isEmpty();
        assertThat(mirror.value("select count(*) from tidemark.object_ledger")).isEqualTo("0");
    }

    private static Map<String, Object> row(long id, String name) {
        return Map.of("id", id, "name", name);
    }

    @Test
    default void insertsUpdatesAndDeletesAreApplied() {
        Rows rows = Rows.changes()
                .change("I", 1, 1, "one")
                .change("I", 2, 2, "two")
                .change("I", 3, 3, "three")
                .change("U", 4, 2, "second")
                .change("D", 5, 3, null);
        assertThat(loaded(mirror(), rows)).containsExactly(row(1, "one"), row(2, "second"));
    }

    @Test
    default void aChangedKeyTakesItsOldRowAlong() {
        Rows rows = Rows.changes().change("I", 1, 1, "one").move(2, 1, 7, "seven");
        assertThat(loaded(mirror(), rows)).containsExactly(row(7, "seven"));
    }

    @Test
    default void theChangeSequenceDecidesWhateverTheOrderOfRows() {
        Rows rows = Rows.changes()
                .change("U", 3, 1, "third")
                .change("U", 2, 1, "second")
                .change("I", 1, 1, "first");
        assertThat(loaded(mirror(), rows)).containsExactly(row(1, "third"));
    }

    @Test
    default void theCommitTimeDecidesWhereThereIsNoChangeSequence() {
        Rows rows = Rows.of("Op", "dms_commit_ts", "id", "name")
                .row("U", time(3), 1L, "third")
                .row("U", time(2), 1L, "second")
                .row("U", time(2), 2L, "earlier row")
                .row("U", time(2), 2L, "later row");
        assertThat(loaded(mirror(), rows)).containsExactly(row(1, "third"), row(2, "later row"));
    }

    @Test
    default void columnsAreFoundByNameWhateverTheirOrderAndCase() {
        Rows rows = Rows.of("NAME", "bi_ID", "DMS_CHANGE_SEQ", "Id", "OP", "Dms_Commit_Ts")
                .row("one", null, sequence(1), 1L, "I", time(1))
                .row("two", 1L, sequence(2), 2L, "U", time(2));
        assertThat(loaded(mirror(), rows)).containsExactly(row(2, "two"));
    }

    @Test
    default void aCompositeKeyMovesAsAWhole() {
        Rows rows = Rows.of("Op", "dms_commit_ts", "a", "b", "id", "name", "dms_change_seq", "BI_a", "BI_b")
                .row("I", time(1), 1L, "x", 10L, "one", sequence(1), null, null)
                .row("I", time(2), 1L, "y", 11L, "two", sequence(2), null, null)
                .row("U", time(3), 1L, "z", 10L, "moved", sequence(3), 1L, "x");
        Mirror mirror =
                mirror("create table public.t (a integer, b text, id bigint, name text, primary key (a, b))", "a", "b");
        assertThat(loaded(mirror, rows)).containsExactly(row(10, "moved"), row(11, "two"));
    }

    @Test
    default void aTextIsExactlyWhatWasWritten() {
        String text = " a,b;c\"d\"\te\\N\r\n\u017c\u00f3\u0142\u0107 \ud83d\ude9a {\"x\": [1]} 'NULL' ";
        Rows rows = Rows.changes().change("I", 1, 1, text).change("I", 2, 2, "").change("I", 3, 3, "null");
        assertThat(loaded(mirror(), rows)).containsExactly(row(1, text), row(2, ""), row(3, "null"));
    }

    @Test
    default void nullStaysNull() {
        Mirror mirror = mirror();
        loaded(mirror, Rows.changes().change("I", 1, 1, null));
        assertThat(mirror.value("select count(*) from public.t where name is null and note is null"))
                .isEqualTo("1");
    }

    @Test
    default void aValueOfTenMegabytesArrives() {
        String large = "za\u017c\u00f3\u0142\u0107 \"quoted\"\n".repeat(500_000);
        Mirror mirror = mirror();
        loaded(mirror, Rows.changes().change("I", 1, 1, large).change("I", 2, 2, "small"));
        assertThat(mirror.value(
                        "select md5(name) = md5(repeat('za\u017c\u00f3\u0142\u0107 \"quoted\"' || chr(10), 500000))"
                                + " from public.t where id = 1"))
                .isEqualTo("t");
    }

    @Test
    default void aLoadFileWithOperationsIsLoaded() {
        Mirror mirror = mirror();
        mirror.put("LOAD00000001" + extension(), write(Rows.changes().row("I", time(0), 1L, "one", null, "", null)));
        mirror.must("full-load");
        assertThat(table(mirror)).containsExactly(row(1, "one"));
    }

    @Test
    default void aLoadFileWithoutOperationsIsLoaded() {
        Mirror mirror = mirror();
        mirror.put(
                "LOAD00000001" + extension(),
                write(Rows.of("dms_commit_ts", "id", "name").row(time(0), 1L, "one")));
        mirror.must("full-load");
        assertThat(table(mirror)).containsExactly(row(1, "one"));
    }

    @Test
    default void anOperationOtherThanInsertInALoadFileIsRefused() {
        Mirror mirror = mirror();
        mirror.put("LOAD00000001" + extension(), write(Rows.changes().row("D", time(0), 1L, null, null, "", null)));
        Outcome outcome = mirror.run("full-load");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text())
                .contains(mirror.uri("LOAD00000001" + extension())
                        + ", row 1, column \"Op\": operation DELETE in a full-load" + " object; expected I or none");
    }

    @Test
    default void anUnknownOperationIsRefused() {
        refused(
                write(Rows.changes().change("I", 1, 1, "one").change("X", 2, 2, "two")),
                ", row 2, column \"Op\": unknown operation; expected I, U or D, found 'X'");
    }

    @Test
    default void aMissingOperationIsRefused() {
        refused(
                write(Rows.changes().row(null, time(1), 1L, "one", null, sequence(1), null)),
                ", row 1, column \"Op\": no operation in a change file; expected I, U or D");
    }

    @Test
    default void aChangeFileWithoutOperationColumnIsRefused() {
        refused(
                write(Rows.of("dms_commit_ts", "id", "name", "dms_change_seq").row(time(1), 1L, "one", sequence(1))),
                ": a change file without the operation column \"Op\"");
    }

    @Test
    default void aFileWithoutKeyColumnIsRefused() {
        refused(
                write(Rows.of("Op", "dms_commit_ts", "name", "dms_change_seq").row("I", time(1), "one", sequence(1))),
                "column \"id\"");
    }

    @Test
    default void badRowsAreSetAsideAndTheOthersLoaded() {
        Mirror mirror = mirror(
                        "create table public.t (id bigint primary key, name text check (name <> 'bad'), note text)",
                        "id")
                .with("load.max-quarantined-rows = 3");
        Rows rows = Rows.changes()
                .change("I", 1, 1, "one")
                .change("X", 2, 2, "two")
                .change("I", 3, 3, "bad")
                .row("I", time(4), null, "no key", null, sequence(4), null)
                .change("I", 5, 4, "four");
        assertThat(loaded(mirror, rows)).containsExactly(row(1, "one"), row(4, "four"));
        assertThat(mirror.rows(
                        "select row_number as n, content ->> 'name' as name from tidemark.quarantine order by 1"))
                .containsExactly(
                        Map.of("n", 2L, "name", "two"),
                        Map.of("n", 3L, "name", "bad"),
                        Map.of("n", 4L, "name", "no key"));
        mirror.sql("alter table public.t drop constraint t_name_check");
        assertThat(mirror.must("quarantine", "retry").count("inserted")).isEqualTo(1);
        assertThat(table(mirror)).containsExactly(row(1, "one"), row(3, "bad"), row(4, "four"));
    }

    @Test
    default void aNullKeyIsRefused() {
        refused(
                write(Rows.changes().change("I", 1, 1, "one").row("I", time(2), null, "two", null, sequence(2), null)),
                ", row 2, column \"id\": NULL in a key column; expected a value in every row");
    }

    @Test
    default void aMissingPositionIsRefused() {
        refused(
                write(Rows.changes().change("I", 1, 1, "one").row("U", time(2), 1L, "two", null, null, null)),
                ", row 2, column \"dms_change_seq\": no position in a change file; expected one in every row");
    }

    @Test
    default void aPositionThatIsNoneIsRefused() {
        refused(
                write(Rows.changes().row("I", time(1), 1L, "one", null, "12", null)),
                ", row 1, column \"dms_change_seq\": a change sequence of 2 characters");
    }

    @Test
    default void aFileWithNeitherPositionNorCommitTimeIsRefused() {
        refused(
                write(Rows.of("Op", "id", "name").row("I", 1L, "one")),
                "neither the position column \"dms_change_seq\" nor the timestamp column \"dms_commit_ts\" is there");
    }

    @Test
    default void aValueThatItsColumnCannotTakeIsRefused() {
        refused(
                mirror("create table public.t (id bigint primary key, name integer, note text)", "id"),
                write(Rows.changes().change("I", 1, 1, "1").change("I", 2, 2, "qz-private")),
                ", row 2, column \"name\": a text that is no number; expected a value of type integer");
    }

    @Test
    default void anObjectWithoutRowsIsLoaded() {
        Mirror mirror = mirror();
        assertThat(loaded(mirror, Rows.changes())).isEmpty();
        assertThat(mirror.value("select count(*) from tidemark.object_ledger")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.7, 0.99})
    default void anObjectThatWasCutShortIsRefused(double kept) {
        Rows rows = Rows.changes();
        for (int i = 1; i <= 500; i++) {
            rows.row("I", time(i), (long) i, "name \"" + i + "\"", "a note,\nin two lines", sequence(i), (long) i);
        }
        byte[] whole = write(rows);
        refused(Arrays.copyOf(whole, (int) (whole.length * kept)));
    }

    @Test
    default void anObjectOfAnotherFormatIsRefused() {
        refused("\u0000\u0001PK\u0003\u0004 qz-private \u00ff".repeat(100).getBytes(UTF_8));
    }

    @Test
    default void keysThatExceedTheMemoryOfAFoldAreReadInSeveralPasses() {
        Rows rows = Rows.changes();
        for (int i = 1; i <= 30_000; i++) {
            rows.change("I", i, i, "name " + i);
        }
        for (int i = 1; i <= 30_000; i += 3) {
            rows.change(i % 2 == 0 ? "U" : "D", 30_000 + i, i, "changed");
        }
        Mirror mirror = mirror().with("load.fold-memory = 1MiB");
        Outcome outcome = load(mirror, write(rows));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(mirror.value("select count(*) || ' ' || count(*) filter (where name = 'changed') from public.t"))
                .isEqualTo("25000 5000");
    }

    @Test
    default void anUpdateThatDidNotLogAKeptColumnSaysSo() {
        Mirror mirror = mirror().with("target.keep-when-null = [note]");
        ChangeReader reader = open(
                mirror,
                Rows.changes()
                        .row("I", time(1), 1L, "one", null, sequence(1), null)
                        .row("U", time(2), 2L, "two", null, sequence(2), null)
                        .row("U", time(3), 3L, "three", "a note", sequence(3), null));
        ChangeColumns roles = roles(mirror, reader);

        assertThat(Recorded.scan(reader, roles))
                .containsExactly("row 0 INSERT 1 key 1", "row 1 UPDATE 2 key 2 unlogged 0", "row 2 UPDATE 3 key 3");
        assertThat(Recorded.rows(reader, roles, List.of("id", "note"), 0, 1, 2))
                .containsExactly("row 0: 1, NULL", "row 1: 2, unlogged", "row 2: 3, a note");
    }

    @Test
    default void onlyChosenRowsAreDecoded() {
        Mirror mirror = mirror();
        Rows rows = Rows.changes();
        IntStream.rangeClosed(1, 50).forEach(i -> rows.change("I", i, i, "name " + i));
        ChangeReader reader = open(mirror, rows);

        assertThat(Recorded.rows(reader, roles(mirror, reader), List.of("name"), 3, 17, 49))
                .containsExactly("row 3: name 4", "row 17: name 18", "row 49: name 50");
    }

    @Test
    default void severalThreadsReadOneObjectAtOnce() {
        Mirror mirror = mirror();
        Rows rows = Rows.changes();
        IntStream.rangeClosed(1, 2_000).forEach(i -> rows.change("I", i, i, "name " + i));
        ChangeReader reader = open(mirror, rows);
        ChangeColumns roles = roles(mirror, reader);

        List<List<String>> seen = IntStream.range(0, 8)
                .parallel()
                .mapToObj(thread -> thread % 2 == 0
                        ? Recorded.scan(reader, roles)
                        : Recorded.rows(
                                reader,
                                roles,
                                List.of("name"),
                                IntStream.range(0, 2_000).toArray()))
                .toList();

        assertThat(seen.get(0)).hasSize(2_000).endsWith("row 1999 INSERT 2000 key 2000");
        assertThat(seen.get(1)).hasSize(2_000).endsWith("row 1999: name 2000");
        for (int i = 2; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(seen.get(i % 2));
        }
    }

    @Test
    default void anObjectThatChangesWhileItIsReadIsNotMixedWithItsOldContent() {
        Mirror mirror = mirror();
        Rows rows = Rows.changes();
        IntStream.rangeClosed(1, 20_000).forEach(i -> rows.change("I", i, i, "name " + i * 7919L));
        ChangeReader reader = open(mirror, rows);
        ChangeColumns roles = roles(mirror, reader);
        mirror.put(path("part-1"), write(Rows.changes().change("I", 1, 1, "other")));

        assertThatThrownBy(() -> Recorded.scan(reader, roles))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the object changed after it was listed");
    }

    @Test
    default void objectsOfTheSameColumnsHaveTheSameSchema() {
        Mirror mirror = mirror();
        String first = open(mirror, Rows.changes().change("I", 1, 1, "one")).avroSchema();
        String second = open(mirror, Rows.changes().change("I", 2, 2, "two").change("D", 3, 2, null))
                .avroSchema();
        assertThat(second).isEqualTo(first).contains("\"name\":\"note\"");
    }

    default ChangeReader open(Mirror mirror, Rows rows) {
        mirror.put(path("part-1"), write(rows));
        return reader(mirror);
    }

    /** Opens the object that was put last. */
    default ChangeReader reader(Mirror mirror) {
        return Formats.open(
                mirror.pipeline(),
                mirror.content(path("part-1"), new HourPartition(Instant.parse("2024-05-01T00:00:00Z"))));
    }

    default ChangeColumns roles(Mirror mirror, ChangeReader reader) {
        Pipeline pipeline = mirror.pipeline();
        return ChangeColumns.of(reader.object(), reader.columns(), pipeline);
    }
}
