package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.sandbox.DmsLayout;
import io.tidemark.sandbox.DmsLayout.Delimiter;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An hour's load takes the objects of that hour, wherever the layout puts them, and no others. */
class LayoutTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)");
    private static final LocalDateTime LAST_HOUR_OF_DAY = LocalDateTime.of(2024, 2, 28, 23, 0);

    static Stream<Arguments> layouts() {
        Stream<Arguments> dated = Arrays.stream(Delimiter.values())
                .flatMap(delimiter -> Stream.of(
                        Arguments.of("date-hour", delimiter + " date-hour", DmsLayout.dateHour(delimiter)),
                        Arguments.of("date-day", delimiter + " date-day", DmsLayout.dateDay(delimiter))));
        return Stream.concat(
                Stream.of(
                        Arguments.of("hive", "hive", DmsLayout.hive()), Arguments.of("flat", "flat", DmsLayout.flat())),
                dated);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("layouts")
    void hourIsLoadedToItsEdges(String layout, String name, DmsLayout files) {
        Mirror mirror = mirror("source.layout = " + layout);
        put(mirror, files, LAST_HOUR_OF_DAY.minusNanos(1_000_000), 1);
        put(mirror, files, LAST_HOUR_OF_DAY, 2);
        put(mirror, files, LAST_HOUR_OF_DAY.plusMinutes(30), 3);
        put(mirror, files, LAST_HOUR_OF_DAY.plusHours(1).minusNanos(1_000_000), 4);
        put(mirror, files, LAST_HOUR_OF_DAY.plusHours(1), 5);
        mirror.put("LOAD00000001.parquet", file(6));

        Outcome loaded = mirror.must("load", "--hour", "2024-02-28T23:00Z");
        assertThat(loaded.count("objects")).isEqualTo(3);
        assertThat(ids(mirror)).isEqualTo("2 3 4");

        Outcome range = mirror.must("load", "--from", "2024-02-28T22:00Z", "--to", "2024-02-29T01:00Z");
        assertThat(range.count("objects")).isEqualTo(2);
        assertThat(ids(mirror)).isEqualTo("1 2 3 4 5");

        assertThat(mirror.must("full-load").count("objects")).isEqualTo(1);
        assertThat(ids(mirror)).isEqualTo("1 2 3 4 5 6");
    }

    @Test
    void hourOfADateFolderComesFromTheFileName() {
        Mirror mirror = mirror("source.layout = date-day")
                .put("2024/02/29/20240228-235959999.parquet", file(1))
                .put("2024/02/28/20240229-000000001.parquet", file(2));

        mirror.must("load", "--hour", "2024-02-28T23:00Z");
        assertThat(ids(mirror)).isEqualTo("1");

        mirror.must("load", "--hour", "2024-02-29T00:00Z");
        assertThat(ids(mirror)).isEqualTo("1 2");
    }

    /** Firehose and Kafka Connect's S3 sink name objects by stream, partition and offset, also without an extension. */
    @Test
    void objectsOfAnHourMayHaveAnyName() {
        Mirror firehose = Mirror.of("public.t", "id")
                .onSandboxS3()
                .with("source.format = debezium", "source.layout = date-hour")
                .sql("create table public.t (id bigint primary key)");
        firehose.must("init");
        firehose.put("2024/02/28/23/cdc-orders-1-2024-02-28-23-05-41-0a1b2c3d-0000-4000-8000-00000000000a", event(1))
                .put("2024/02/28/23/cdc-orders-1-2024-02-28-23-06-41-0a1b2c3d-0000-4000-8000-00000000000b.gz", event(2))
                .put("2024/02/28/22/cdc-orders-1-2024-02-28-22-06-41-0a1b2c3d-0000-4000-8000-00000000000c", event(3));
        firehose.must("load", "--hour", "2024-02-28T23:00Z");
        assertThat(ids(firehose)).isEqualTo("1 2 3");

        Mirror connect = Mirror.of("public.t", "id")
                .onSandboxS3()
                .with("source.format = debezium")
                .sql("create table public.t (id bigint primary key)");
        connect.must("init");
        connect.put("year=2024/month=02/day=28/hour=23/shop.public.t+0+0000000042.json.gz", EventFile.gzip(event(4)))
                .put("year=2024/month=02/day=28/hour=23/shop.public.t+0+0000000043.json", event(5));
        connect.must("load", "--hour", "2024-02-28T23:00Z");
        assertThat(ids(connect)).isEqualTo("4 5");
    }

    private static byte[] event(long id) {
        return EventFile.of("id int64").create(100 + id, "{\"id\":" + id + "}").json();
    }

    @Test
    void fileNamesMayHaveTenDigitsOfTime() {
        Mirror mirror = mirror("source.layout = flat").put("20240228-2359599990.parquet", file(1));

        mirror.must("load", "--hour", "2024-02-28T23:00Z");

        assertThat(ids(mirror)).isEqualTo("1");
    }

    @Test
    void lateObjectsOfTheLookbackAreLoadedAndOlderOnesAreNot() {
        Mirror mirror = mirror("source.layout = hive", "load.lookback = 2h");
        put(mirror, DmsLayout.hive(), LAST_HOUR_OF_DAY.minusHours(3), 1);
        put(mirror, DmsLayout.hive(), LAST_HOUR_OF_DAY.minusHours(2), 2);
        put(mirror, DmsLayout.hive(), LAST_HOUR_OF_DAY.plusHours(1), 4);

        Outcome loaded = mirror.must("load", "--hour", "2024-02-28T23:00Z");

        assertThat(ids(mirror)).isEqualTo("2");
        assertThat(loaded.summary().path("hours"))
                .extracting(hour -> hour.path("hour").asText())
                .containsExactly("2024-02-28T21:00Z", "2024-02-28T23:00Z");
    }

    @Test
    void otherFilesAreLeftAlone() {
        Mirror mirror = mirror().put("year=2024/month=02/day=28/hour=23/part-00000.parquet", file(1))
                .put("year=2024/month=02/day=28/hour=23/_SUCCESS", new byte[0])
                .put("year=2024/month=02/day=28/hour=23/.part-00000.parquet.crc", new byte[] {1})
                .put("year=2024/month=02/day=28/hour=23/", new byte[0])
                .put("notes.txt", new byte[] {2});

        Outcome loaded = mirror.must("load", "--hour", "2024-02-28T23:00Z");

        assertThat(loaded.count("objects")).isEqualTo(1);
        assertThat(ids(mirror)).isEqualTo("1");
    }

    @Test
    void loadFilesMayLieElsewhereAndInSegments() {
        Mirror mirror = mirror();
        mirror.with("source.full-load-prefix = \"" + mirror.prefix() + "full/\"")
                .put("full/LOAD00000001.parquet", file(1))
                .put("full/SEGMENT1_LOAD00000001.parquet", file(2))
                .put("full/SEGMENT2_LOAD0000000A.parquet", file(3))
                .put("LOAD00000001.parquet", file(4));

        mirror.must("full-load");

        assertThat(ids(mirror)).isEqualTo("1 2 3");
    }

    @Test
    void loadFilesMayLieInFoldersOfSegments() {
        Mirror mirror = mirror().put("LOAD00000001.parquet", file(1))
                .put("north/LOAD00000001.parquet", file(2))
                .put("LOADS of 2023/LOAD0000000A.parquet", file(3))
                .put("p1/SEGMENT1_LOAD00000001.parquet", file(4));

        Outcome loaded = mirror.must("full-load");

        assertThat(ids(mirror)).isEqualTo("1 2 3 4");
        assertThat(loaded.count("objects")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "year=2024/LOAD00000001.parquet",
                "year=2024/month=02/day=28/hour=23/LOAD00000001.parquet",
                "2024/02/28/LOAD00000001.parquet",
                "2024/LOAD00000001.parquet",
                "2024-02-28/LOAD00000001.parquet",
                "20240228/LOAD00000001.parquet",
                "archive/orders/LOAD00000001.parquet",
                "LOAD0000000a.parquet",
                "LOAD1.parquet",
                "LOAD00000001",
                "LOAD00000001.parquet/part-0.parquet",
                "OLD_LOAD00000001.parquet"
            })
    void whatIsNoLoadFileOfTheTableIsNotLoaded(String path) {
        Mirror mirror = mirror().put(path, file(1));

        assertThat(mirror.run("full-load").exitCode())
                .as("not ready: there are no LOAD files")
                .isEqualTo(4);
        assertThat(mirror.must("load", "--hour", "2024-02-28T23:00Z").count("objects"))
                .isEqualTo(0);
    }

    @Test
    void loadFilesOfANeighbourAreItsOwn() {
        Mirror mirror = mirror();
        String neighbour = mirror.prefix().replaceFirst("/$", "_archive/");
        mirror.with("source.prefix = \"" + neighbour + "\"");
        mirror.put("LOAD00000001.parquet", file(1));

        assertThat(mirror.run("full-load").exitCode()).isEqualTo(4);
    }

    @Test
    void changeFilesOfOtherFoldersAreNotThoseOfAFlatLayout() {
        Mirror mirror = mirror("source.layout = flat")
                .put("20240228-230000000.parquet", file(1))
                .put("20240228-23/20240228-230000001.parquet", file(2))
                .put("20240228-236100000.parquet", file(3))
                .put("20240228-230000002.parquet.crc", new byte[] {1});

        mirror.must("load", "--hour", "2024-02-28T23:00Z");

        assertThat(ids(mirror)).isEqualTo("1");
    }

    @Test
    void firehoseLaysOutHoursLikeDates() {
        Mirror mirror = mirror("source.layout = date-hour")
                .put("2024/02/28/23/orders-1-2024-02-28-23-05-00-0a1b2c.parquet", file(1))
                .put("2024/02/28/22/orders-1-2024-02-28-22-59-00-0a1b2c.parquet", file(2));

        mirror.must("load", "--hour", "2024-02-28T23:00Z");

        assertThat(ids(mirror)).isEqualTo("1");
    }

    @Test
    void loadFilesMayHaveAnOperation() {
        Mirror mirror = mirror().put("LOAD00000001.parquet", file(1))
                .put(
                        "LOAD00000002.parquet",
                        ChangeFile.of(COLUMNS, "id").insert(0, 2L, "without").loadBytes());

        mirror.must("full-load");

        assertThat(ids(mirror)).isEqualTo("1 2");
        assertThat(mirror.value("select count(*) from public.t where _cdc_position = ''"))
                .isEqualTo("2");
    }

    private static Mirror mirror(String... settings) {
        Mirror mirror = Mirror.of("public.t", "id")
                .onSandboxS3()
                .with("load.lookback = 0s")
                .with(settings)
                .sql("create table public.t (id bigint primary key, name text)");
        mirror.must("init");
        return mirror;
    }

    private static void put(Mirror mirror, DmsLayout layout, LocalDateTime closed, long id) {
        mirror.put(layout.changeFile("", closed, (int) id), file(id));
    }

    private static byte[] file(long id) {
        return ChangeFile.of(COLUMNS, "id").insert(id, id, "row " + id).bytes();
    }

    private static String ids(Mirror mirror) {
        return mirror.value("select string_agg(id::text, ' ' order by id) from public.t");
    }
}
