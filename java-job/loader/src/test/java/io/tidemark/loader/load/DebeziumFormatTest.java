package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.file.CodecFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Debezium's events as they lie on S3: what is written around them, what they do, and what is refused. */
class DebeziumFormatTest {

    static final String HOUR = "2024-05-01T00:00Z";
    static final String FOLDER = "2024/05/01/00/";
    private static final String TABLE = "create table public.t (id bigint primary key, name text)";
    private static final String ROWS =
            "select coalesce(string_agg(id || ' ' || coalesce(name, 'NULL'), '; ' order by id)," + " '') from public.t";

    static Stream<Arguments> writers() {
        return Stream.of(
                writer("lines without schema", EventFile::json),
                writer("lines with schema", EventFile::jsonWithSchema),
                writer("concatenated, as Firehose does", EventFile::concatenated),
                writer("over many lines", EventFile::pretty),
                writer("gzip", file -> EventFile.gzip(file.concatenated())),
                writer("Avro, deflate", EventFile::avro),
                writer("Avro, snappy", file -> file.avro(CodecFactory.snappyCodec())),
                writer("Avro, zstd", file -> file.avro(CodecFactory.zstandardCodec(3))),
                writer("Avro, no codec", file -> file.avro(CodecFactory.nullCodec())));
    }

    private static Arguments writer(String name, Function<EventFile, byte[]> writer) {
        return Arguments.of(name, writer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writers")
    void eventsAreAppliedHoweverTheyAreWritten(String name, Function<EventFile, byte[]> writer) {
        Mirror mirror = mirror();
        EventFile file = file().read(100, row(1, "old"))
                .read(100, row(2, "kept"))
                .afterCommit(100)
                .update(120, row(1, "new"))
                .create(130, row(3, "three"))
                .delete(140, "{\"id\":3}")
                .tombstone()
                .create(150, row(4, "za\\u017c\\u00f3\\u0142\\u0107 \\ud83d\\ude9a {\\\"\\n"));
        mirror.put(FOLDER + "part-1", writer.apply(file));

        Outcome loaded = mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("1 new; 2 kept; 4 za\u017c\u00f3\u0142\u0107 \ud83d\ude9a {\"\n");
        assertThat(loaded.count("changes")).isEqualTo(6);
        assertThat(loaded.count("superseded")).isEqualTo(2);
        assertThat(mirror.value("select inserts || ' ' || updates || ' ' || deletes from tidemark.object_ledger"))
                .isEqualTo("4 1 1");
        assertThat(mirror.must("load", "--hour", HOUR, "--reapply").count("stale"))
                .isEqualTo(4);
    }

    @Test
    void tombstonesAndMessagesAreIgnoredAndCounted() {
        Mirror mirror = mirror();
        EventFile file = file().create(110, row(1, "one"))
                .delete(120, "{\"id\":1}")
                .tombstone()
                .event("m", 130, null, null)
                .create(140, row(2, "two"));
        mirror.put(FOLDER + "part-1", file.jsonWithSchema());

        Outcome loaded = mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("2 two");
        assertThat(loaded.count("changes")).isEqualTo(3);
        assertThat(loaded.count("ignored")).isEqualTo(2);
    }

    @Test
    void objectOfTombstonesOnlyIsLoaded() {
        Mirror mirror =
                mirror().put(FOLDER + "part-1", file().tombstone().tombstone().json());

        assertThat(mirror.must("load", "--hour", HOUR).count("ignored")).isEqualTo(2);
        assertThat(mirror.value("select count(*) from tidemark.object_ledger")).isEqualTo("1");
    }

    @Test
    void changedKeyTakesItsOldRowAlong() {
        Mirror mirror = mirror();
        mirror.put(
                FOLDER + "part-1",
                file().create(110, row(1, "one"))
                        .move(120, "{\"id\":1}", row(7, "one"))
                        .json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("7 one");
    }

    @Test
    void updateWhoseBeforeImageHasAnotherKeyTakesTheOldRowAlong() {
        Mirror mirror = mirror();
        mirror.put(
                FOLDER + "part-1",
                file().create(110, row(1, "one"))
                        .event("u", 120, row(1, "one"), row(7, "seven"))
                        .event("u", 130, row(7, "seven"), row(7, "7"))
                        .json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("7 7");
    }

    @Test
    void snapshotLosesToEveryCapturedChangeWheneverItIsRead() {
        Mirror mirror = mirror();
        EventFile incremental =
                file().read(500, row(1, "as the snapshot saw it")).read(500, row(2, "two"));
        EventFile.source(incremental.last()).put("snapshot", "incremental");
        mirror.put(FOLDER + "part-1", incremental.read(500, row(3, "three")).json())
                .put(
                        FOLDER + "part-0",
                        file().update(110, row(1, "captured"))
                                .delete(120, "{\"id\":3}")
                                .json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("1 captured; 2 two");
        assertThat(mirror.value("select tidemark.position_text(_cdc_position) from public.t where id = 2"))
                .isEmpty();
    }

    /** T1 wrote at 100 and was committed after T2, which wrote at 110 and ended at 120. */
    @Test
    void commitsDecideBeforePlacesInTheLog() {
        Mirror mirror = mirror();
        mirror.put(
                FOLDER + "part-1",
                file().afterCommit(120)
                        .create(100, row(1, "inserted by the later commit"))
                        .afterCommit(90)
                        .delete(110, "{\"id\":1}")
                        .json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("1 inserted by the later commit");
        assertThat(mirror.value("select tidemark.position_text(_cdc_position) from public.t"))
                .isEqualTo("0/64 after 0/78");
    }

    @Test
    void connectorWithoutItsLastCommitStillOrdersItsChanges() {
        Mirror mirror = mirror();
        mirror.put(
                FOLDER + "part-1",
                file().create(200, row(1, "new")).create(210, row(2, "first")).json());
        mirror.must("load", "--hour", HOUR);
        mirror.put(
                FOLDER + "part-2",
                file().afterCommit(90)
                        .update(120, row(1, "old"))
                        .update(300, row(2, "last"))
                        .json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(ROWS)).isEqualTo("1 new; 2 last");
    }

    @Test
    void eventsThatWereWrittenTwiceCountOnce() {
        Mirror mirror = mirror();
        EventFile events = file().afterCommit(90)
                .create(110, row(1, "one"))
                .update(120, row(1, "two"))
                .delete(130, "{\"id\":1}");
        mirror.put(FOLDER + "part-1", events.json()).put(FOLDER + "part-2", events.json());
        mirror.must("load", "--hour", HOUR);
        mirror.put("2024/05/01/01/part-3", events.json());

        mirror.must("load", "--hour", "2024-05-01T01:00Z");

        assertThat(mirror.value(ROWS)).isEmpty();
    }

    @Test
    void commitTimeTravelsBesideThePosition() {
        Mirror mirror = mirror().with("target.deletes = soft");
        mirror.must("init");
        mirror.put(
                FOLDER + "part-1",
                file().create(110, row(1, "one")).create(115, row(2, "two")).json());
        mirror.must("load", "--hour", HOUR);
        mirror.put(FOLDER + "part-2", file().delete(120, "{\"id\":1}").json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value("select (extract(epoch from newest_commit) * 1000000)::bigint || ' '"
                        + " || tidemark.position_text(newest_position) from tidemark.watermark"))
                .isEqualTo(EventFile.time(120) + " 0/78");
        assertThat(mirror.value("select string_agg(id::text, ' ') from public.t"
                        + " where _cdc_deleted_at > now() - interval '1 hour'"))
                .isEqualTo("1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            t   | op t: the table was truncated at the source
            x   | unknown op of 1 characters; expected c, u, d, r, t or m
            """)
    void otherOperationsAreRefused(String op, String message) {
        refused(file().create(110, row(1, "one")).event(op, 120, null, null).json(), ", row 2: " + message);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            {"id":1,"__op":"c","__lsn":5}                          | a flattened event
            {"key":{"id":1},"value":{"op":"c"}}                    | an event wrapped in key and value
            {"before":null,"after":{"id":1}}                       | before and after without op and source
            {"id":1,"name":"qz"}                                   | an object without op and source
            [1]                                                    | a JSON value that is no object
            "{}"                                                   | a JSON value that is no object
            {"op":"c","source":{"lsn":5},"after":{"id":1},"op":"d"}| no JSON at byte
            {"op":"c","source":{"lsn":5},"after":{"id":1           | no JSON at byte
            qz-private                                             | no JSON at byte
            """, quoteCharacter = '\0')
    void whatIsNoEnvelopeIsRefused(String content, String message) {
        refused(content.getBytes(java.nio.charset.StandardCharsets.UTF_8), ", row 1: ", message);
    }

    @Test
    void changeWithoutPlaceInTheLogIsRefused() {
        EventFile file = file().create(110, row(1, "one"));
        EventFile.source(file.last()).remove("lsn");
        refused(file.json(), ", row 1: no lsn in source");

        EventFile odd = file().create(110, row(1, "one"));
        EventFile.source(odd.last()).put("sequence", "110");
        refused(odd.json(), ", row 1: source.sequence that is not two LSNs");
    }

    @Test
    void eventsOfAnotherConnectorAreRefused() {
        EventFile file = file().create(110, row(1, "one"));
        EventFile.source(file.last()).put("connector", "mysql");
        refused(file.json(), ", row 1: an event of another connector; expected source.connector postgresql");
    }

    @Test
    void eventsOfTwoTablesInOneObjectAreRefused() {
        refused(
                file().create(110, row(1, "one"))
                        .ofTable("u")
                        .create(120, row(2, "two"))
                        .json(),
                ", row 2: an event of table public.u after events of table public.t");
    }

    @Test
    void deleteWithoutKeyIsRefused() {
        refused(file().delete(110, "{\"name\":\"x\"}").json(), ", row 1, column \"id\": NULL in a key column");
        refused(file().event("d", 110, null, null).json(), ", row 1: op d without before");
    }

    @Test
    void avroThatWasCutShortIsRefused() {
        byte[] whole =
                file().create(110, row(1, "one")).create(120, row(2, "two")).avro();
        refused(java.util.Arrays.copyOf(whole, whole.length - 20), "the Avro container file ends within a block");
    }

    @Test
    void schemaMayChangeWithinAnObject() {
        Mirror mirror = mirror();
        byte[] narrow = EventFile.of("id int64", "name string")
                .create(110, row(1, "one"))
                .jsonWithSchema();
        byte[] wide = EventFile.of("id int64", "name string", "note string")
                .create(120, "{\"id\":2,\"name\":\"two\",\"note\":\"n\"}")
                .jsonWithSchema();
        byte[] both = new byte[narrow.length + wide.length];
        System.arraycopy(narrow, 0, both, 0, narrow.length);
        System.arraycopy(wide, 0, both, narrow.length, wide.length);
        mirror.put(FOLDER + "part-1", both);

        Outcome refused = mirror.run("load", "--hour", HOUR);
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text()).contains(", row 1, column \"note\": a value that was not logged", "keep-when-null");

        mirror.sql("alter table public.t add column note text").with("target.keep-when-null = [note]");
        mirror.must("init");
        mirror.must("load", "--hour", HOUR);
        assertThat(mirror.value("select string_agg(concat_ws(' ', id, name, note), '; ' order by id) from public.t"))
                .isEqualTo("1 one; 2 two n");
    }

    static Mirror mirror() {
        return mirror(TABLE);
    }

    static Mirror mirror(String table) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("source.format = debezium", "source.layout = date-hour")
                .sql(table);
        mirror.must("init");
        return mirror;
    }

    private static EventFile file() {
        return EventFile.of("id int64", "name string");
    }

    private static String row(long id, String name) {
        return "{\"id\":" + id + ",\"name\":\"" + name + "\"}";
    }

    static void refused(byte[] content, String... parts) {
        Mirror mirror = mirror().put(FOLDER + "part-1", content);
        Outcome outcome = mirror.run("load", "--hour", HOUR);
        assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(3);
        assertThat(outcome.text()).contains(parts).doesNotContain("qz-private");
        assertThat(mirror.value(ROWS)).isEmpty();
    }
}
