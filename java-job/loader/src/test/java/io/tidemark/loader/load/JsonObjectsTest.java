package io.tidemark.loader.load;

import static io.tidemark.loader.load.ChangeFile.sequence;
import static io.tidemark.loader.load.Rows.time;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.read.FileColumn;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What only JSON has: values with kinds, rows with members of their own, and several ways to put rows into an object. */
class JsonObjectsTest {

    private static final String PART = FormatContract.FOLDER + "part-1.json";

    private static Mirror mirror(String columns, String... settings) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("source.format = json")
                .with(settings)
                .sql("create table public.t (id bigint primary key" + columns + ")");
        mirror.must("init");
        return mirror;
    }

    /** A change with further members, as text. */
    private static String change(String operation, long at, long id, String members) {
        return "{\"Op\":\"%s\",\"dms_commit_ts\":\"%s\",\"id\":%d,\"dms_change_seq\":\"%s\"%s}"
                .formatted(operation, time(at), id, sequence(at), members);
    }

    private static Outcome load(Mirror mirror, String content) {
        mirror.put(PART, content.getBytes(UTF_8));
        return mirror.run("load", "--hour", FormatContract.HOUR);
    }

    private static void loads(Mirror mirror, String content) {
        Outcome outcome = load(mirror, content);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    private static void refuses(Mirror mirror, String content, String... parts) {
        Outcome outcome = load(mirror, content);
        assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(3);
        assertThat(outcome.text()).contains(mirror.uri(PART)).doesNotContain("qz-private");
        for (String part : parts) {
            assertThat(outcome.text()).contains(part);
        }
        assertThat(mirror.value("select count(*) from public.t")).isEqualTo("0");
    }

    private static String ids(Mirror mirror) {
        return mirror.value("select string_agg(id::text, ' ' order by id) from public.t");
    }

    @Test
    void rowsMayStandInLinesBehindEachOtherInArraysAndOverSeveralLines() {
        String one = change("I", 1, 1, "");
        String two = change("I", 2, 2, "");
        for (String content : new String[] {
            one + "\n" + two,
            one + two,
            "[" + one + ",\n" + two + "]",
            "[" + one + "]\n[" + two + "]",
            one.replace(",", "\n ,\t").replace("{", "{\r\n") + "\n\n" + two + "\n \n"
        }) {
            Mirror mirror = mirror("");
            loads(mirror, content);
            assertThat(ids(mirror)).as(content).isEqualTo("1 2");
        }
    }

    @Test
    void whatIsNoObjectIsRefused() {
        String one = change("I", 1, 1, "");
        refuses(mirror(""), one + "\n\"qz-private\"", ", row 2: a plain value; expected a JSON object with members");
        refuses(mirror(""), "[" + one + ",7]", ", row 2: a plain value; expected a JSON object");
        refuses(mirror(""), "[[" + one + "]]", ", row 1: an array within an array; expected a JSON object");
        refuses(mirror(""), one + "\nqz-private", ", row 2: cannot be read (not JSON in UTF-8 at line 2, character");
        refuses(mirror(""), one + "\n{\"Op\":\"I\"", ", row 2: cannot be read (the JSON ends too early");
        refuses(mirror(""), "[" + one, ", row 2: cannot be read (the JSON ends too early");
        refuses(
                mirror(""),
                one.replace("\"id\":1", "\"id\":1,\"id\":2"),
                ", row 1: two members of the same name \"id\"");
    }

    @Test
    void numbersKeepAllTheirDigits() {
        Mirror mirror = mirror(", a numeric, b bigint, c double precision, d real, e text, f numeric(6,2), g smallint");
        String digits = "123456789012345678901234567890.12345678901234567890";
        loads(
                mirror,
                change(
                        "I",
                        1,
                        1,
                        ",\"a\":" + digits + ",\"b\":9223372036854775807,\"c\":0.1,\"d\":1e-3,\"e\":1.50e2,"
                                + "\"f\":1.50,\"g\":1.2e1"));
        assertThat(mirror.value("select concat_ws(' ', a, b, c, d, e, f, g) from public.t"))
                .isEqualTo(digits + " 9223372036854775807 0.1 0.001 1.50e2 1.50 12");
        refuses(
                mirror(", f numeric(6,2)"),
                change("I", 1, 1, ",\"f\":1.501"),
                ", row 1, column \"f\": ",
                "numeric(6,2)");
        refuses(mirror(", g integer"), change("I", 1, 1, ",\"g\":1.5"), ", row 1, column \"g\": ", "integer");
    }

    @Test
    void objectsAndArraysGoToJsonAndTextAsTheyStandInTheObject() {
        String nested = "{ \"b\": [1.0, 2e3,\n null],  \"a\" : \"\\u00e9 }\", \"a\": {} }";
        Mirror mirror = mirror(", j json, b jsonb, t text, k json");
        loads(
                mirror,
                change("I", 1, 1, ",\"j\":" + nested + ",\"b\":[ 1,2 ],\"t\":" + nested + ",\"k\":\"{\\\"x\\\": 1}\""));
        assertThat(mirror.value("select j::text from public.t")).isEqualTo(nested);
        assertThat(mirror.value("select t from public.t")).isEqualTo(nested);
        assertThat(mirror.value("select b::text || k::text from public.t")).isEqualTo("[1, 2]{\"x\": 1}");
    }

    @Test
    void nestedValuesOfManyRowsStayApart() {
        Mirror mirror = mirror(", j json");
        StringBuilder content = new StringBuilder();
        for (int i = 1; i <= 3_000; i++) {
            content.append(change(
                            "I",
                            i,
                            i,
                            ",\"x\":\"" + "y".repeat(i % 97) + "\",\"j\":[" + i + ", "
                                    + "0".repeat(i % 2 + 1).replace("00", "{}") + "]"))
                    .append('\n');
        }
        loads(mirror.with("target.on-new-column = ignore"), content.toString());
        assertThat(mirror.value(
                        "select count(*) from public.t where (j->>0)::bigint = id and json_array_length(j) = 2"))
                .isEqualTo("3000");
    }

    @Test
    void booleansAndTextsGoWhereTheyFit() {
        Mirror mirror = mirror(", a boolean, b text, c boolean, d timestamptz, e uuid");
        loads(
                mirror,
                change(
                        "I",
                        1,
                        1,
                        ",\"a\":true,\"b\":false,\"c\":\"false\",\"d\":\"2024-05-01 10:00:00.123456\","
                                + "\"e\":\"181e9c5d-9b55-4535-8c6e-6c8c1234b807\""));
        assertThat(mirror.value("select concat_ws(' ', a, b, c, d at time zone 'UTC', e) from public.t"))
                .isEqualTo("t false f 2024-05-01 10:00:00.123456 181e9c5d-9b55-4535-8c6e-6c8c1234b807");
    }

    @Test
    void aMemberThatARowLacksIsNotNull() {
        String content = change("I", 1, 1, ",\"name\":\"one\"") + change("U", 2, 1, "");
        refuses(
                mirror(", name text"),
                content,
                ", row 2, column \"name\": a value that was not logged; expected a value of type text, or the column among"
                        + " target.keep-when-null");
    }

    @Test
    void aMemberThatARowLacksLeavesAKeptColumnAlone() {
        Mirror mirror = mirror(", name text", "target.keep-when-null = [name]");
        loads(mirror, change("I", 1, 1, ",\"name\":\"one\"") + change("U", 2, 1, ""));
        assertThat(mirror.value("select name from public.t")).isEqualTo("one");
    }

    @Test
    void aDeleteNeedsOnlyItsKey() {
        Mirror mirror = mirror(", name text");
        loads(
                mirror,
                change("I", 1, 1, ",\"name\":\"one\"")
                        + change("I", 2, 2, ",\"name\":\"two\"")
                        + change("D", 3, 1, ""));
        assertThat(ids(mirror)).isEqualTo("2");
    }

    @Test
    void theBeforeImageMayBeAbsentWhereTheKeyDidNotChange() {
        Mirror mirror = mirror("");
        loads(mirror, change("I", 1, 1, "") + change("U", 2, 2, ",\"BI_id\":1") + change("U", 3, 2, ""));
        assertThat(ids(mirror)).isEqualTo("2");
    }

    @Test
    void halfASurrogatePairIsRefused() {
        refuses(
                mirror(", name text"),
                change("I", 1, 1, ",\"name\":\"qz-private \\ud83d\""),
                ", row 1: column \"name\": a text with half of a surrogate pair");
    }

    @Test
    void otherEncodingsAreRefused() {
        Mirror mirror = mirror("");
        mirror.put(PART, change("I", 1, 1, "").getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
        Outcome outcome = mirror.run("load", "--hour", FormatContract.HOUR);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text()).contains(", row 1: cannot be read (not UTF-8; expected JSON in UTF-8)");
    }

    @Test
    void columnsAreThoseOfAllRowsWithTheTypeThatHoldsTheirValues() {
        Mirror mirror = mirror("");
        String content = change("I", 1, 1, ",\"n\":1,\"m\":null,\"b\":true")
                + change("I", 2, 2, ",\"n\":1.5,\"j\":[],\"x\":1")
                + change("I", 3, 3, ",\"x\":\"one\"");
        mirror.put(PART, content.getBytes(UTF_8));

        assertThat(Formats.open(
                                mirror.pipeline(),
                                mirror.content(PART, new HourPartition(Instant.parse("2024-05-01T00:00:00Z"))))
                        .columns())
                .containsExactly(
                        new FileColumn("Op", "JSON text", "text"),
                        new FileColumn("dms_commit_ts", "JSON text", "text"),
                        new FileColumn("id", "JSON number", "bigint"),
                        new FileColumn("dms_change_seq", "JSON text", "text"),
                        new FileColumn("n", "JSON number", "numeric"),
                        new FileColumn("m", "JSON null", "text"),
                        new FileColumn("b", "JSON boolean", "boolean"),
                        new FileColumn("j", "JSON object or array", "json"),
                        new FileColumn("x", "JSON of several kinds", "text"));
    }

    @Test
    void aNewColumnOfNumbersIsAdded() {
        Mirror mirror = mirror("");
        loads(mirror, change("I", 1, 1, ",\"price\":12345678901234567890.5"));
        assertThat(mirror.value("select pg_typeof(price) || ' ' || price from public.t"))
                .isEqualTo("numeric 12345678901234567890.5");
    }
}
