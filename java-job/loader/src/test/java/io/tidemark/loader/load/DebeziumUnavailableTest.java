package io.tidemark.loader.load;

import static io.tidemark.loader.load.DebeziumFormatTest.FOLDER;
import static io.tidemark.loader.load.DebeziumFormatTest.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large values that an update left alone are not logged: Debezium writes a marker in their place. */
class DebeziumUnavailableTest {

    private static final String MARKER = "__debezium_unavailable_value";
    private static final String TABLE = "create table public.t (id bigint primary key, name text, doc text, raw bytea,"
            + " words text[], nums integer[])";
    private static final String VALUES =
            "select concat_ws(' ', id, name, coalesce(doc, 'NULL'), raw, words, nums)" + " from public.t where id = 1";
    private static final String KEEP = "target.keep-when-null = [doc, raw, words, nums]";

    private static EventFile file() {
        return EventFile.of(
                "id int64",
                "name string",
                "doc string",
                "raw bytes",
                "words {\"type\":\"array\",\"items\":{\"type\":\"string\",\"optional\":true}}",
                "nums {\"type\":\"array\",\"items\":{\"type\":\"int32\",\"optional\":true}}");
    }

    private static String full(String name) {
        return "{\"id\":1,\"name\":\"" + name + "\",\"doc\":\"text\",\"raw\":\"AP8=\",\"words\":[\"a\"],\"nums\":[1]}";
    }

    /** Each type has a marker of its own. */
    private static String marked(String name) {
        String raw = Base64.getEncoder().encodeToString(MARKER.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String nums = MARKER.chars().mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        return "{\"id\":1,\"name\":\"" + name + "\",\"doc\":\"" + MARKER + "\",\"raw\":\"" + raw + "\",\"words\":[\""
                + MARKER + "\"],\"nums\":" + nums + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "Avro"})
    void valueThatWasNotLoggedIsKept(String writer) {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE).with(KEEP);
        mirror.must("init");
        EventFile file = file().create(110, full("one")).update(120, marked("two"));
        mirror.put(FOLDER + "part-1", writer.equals("Avro") ? file.avro() : file.jsonWithSchema());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(VALUES)).isEqualTo("1 two text \\x00ff {a} {1}");
    }

    @Test
    void olderValueThatComesLaterIsTaken() {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE).with(KEEP);
        mirror.must("init");
        mirror.put(FOLDER + "part-2", file().update(120, marked("two")).jsonWithSchema());
        mirror.must("load", "--hour", HOUR);
        mirror.put(FOLDER + "part-1", file().create(110, full("one")).jsonWithSchema());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(VALUES)).isEqualTo("1 two text \\x00ff {a} {1}");
    }

    @Test
    void nullIsNull() {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE).with(KEEP);
        mirror.must("init");
        mirror.put(
                FOLDER + "part-1",
                file().create(110, full("one"))
                        .update(120, "{\"id\":1,\"name\":\"two\"}")
                        .jsonWithSchema());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(VALUES)).isEqualTo("1 two NULL");
    }

    @Test
    void columnThatNobodyKeepsIsRefused() {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE)
                .put(FOLDER + "part-1", file().update(120, marked("two")).jsonWithSchema());

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text())
                .contains(", row 1, column \"doc\": a value that was not logged; expected a value of type text, or the"
                        + " column among target.keep-when-null");
    }

    @Test
    void fullBeforeImageHasTheValue() {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE)
                .put(
                        FOLDER + "part-1",
                        file().event("u", 120, full("one"), marked("two")).jsonWithSchema());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(VALUES)).isEqualTo("1 two text \\x00ff {a} {1}");
    }

    @Test
    void changedKeyLosesTheValueAndIsRefused() {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE).with(KEEP);
        mirror.must("init");
        mirror.put(
                FOLDER + "part-1", file().move(120, "{\"id\":7}", marked("two")).jsonWithSchema());

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text())
                .contains("a value that was not logged, in an insert that stands for a changed key")
                .contains("replica identity to full");
    }

    @Test
    void snapshotTextThatLooksLikeTheMarkerIsText() {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE)
                .put(FOLDER + "part-1", file().read(100, marked("x")).jsonWithSchema());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value("select doc from public.t")).isEqualTo(MARKER);
    }
}
