package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule 10: the source's table changes its shape while files are written, and the target follows as far as it may. */
class SchemaChangeTest {

    private static final String ID = "int64 id";
    private static final String A = "binary a (STRING)";
    private static final String B = "binary b (STRING)";
    private static final Pattern STATEMENT = Pattern.compile("(alter table .*)$", Pattern.MULTILINE);

    /** The hours in the order in which they happened, and the other way round as in a backfill. */
    private static final List<List<Integer>> ORDERS = List.of(List.of(0, 1), List.of(1, 0));

    private record Change(
            String name, String table, ChangeFile before, ChangeFile after, String rows, String expected) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                        new Change(
                                "add a column",
                                "id bigint primary key, a text",
                                file(ID, A).insert(1, 1L, "a1").insert(2, 2L, "a2"),
                                file(ID, A, B).update(3, 1L, "a3", "b3").insert(4, 4L, "a4", null),
                                "id, a, b",
                                "1 a3 b3; 2 a2 -; 4 a4 -"),
                        new Change(
                                "drop a column",
                                "id bigint primary key, a text, b text not null default 'none'",
                                file(ID, A, B).insert(1, 1L, "a1", "b1").insert(2, 2L, "a2", "b2"),
                                file(ID, A).update(3, 1L, "a3").insert(4, 4L, "a4"),
                                "id, a",
                                "1 a3; 2 a2; 4 a4"),
                        new Change(
                                "rename a column",
                                "id bigint primary key, a text",
                                file(ID, A).insert(1, 1L, "a1").insert(2, 2L, "a2"),
                                file(ID, B).update(3, 1L, "b3").insert(4, 4L, "b4"),
                                "id, case when id = 2 then a end, b",
                                "1 - b3; 2 a2 -; 4 - b4"),
                        new Change(
                                "widen columns",
                                "id bigint primary key, a varchar(3), n numeric(4,2)",
                                file(ID, A, "int32 n (DECIMAL(4,2))")
                                        .insert(1, 1L, "abc", new BigDecimal("12.34"))
                                        .insert(2, 2L, null, null),
                                file(ID, A, "int64 n (DECIMAL(12,2))")
                                        .update(3, 1L, "abcdé", new BigDecimal("1234567890.12"))
                                        .insert(4, 4L, "x", BigDecimal.valueOf(0, 2)),
                                "id, a, n",
                                "1 abcdé 1234567890.12; 2 - -; 4 x 0.00"))
                .flatMap(change -> ORDERS.stream().map(order -> Arguments.of(change, order)));
    }

    @ParameterizedTest(name = "{0}, hours loaded in the order {1}")
    @MethodSource("changes")
    void hoursBeforeAndAfterAChangeEndEqualInAnyOrder(Change change, List<Integer> order) {
        Mirror mirror = mirror("create table public.t (" + change.table() + ")");
        put(mirror, 0, change.before());
        put(mirror, 1, change.after());

        order.forEach(hour -> load(mirror, hour));

        assertThat(rows(mirror, change.rows())).isEqualTo(change.expected());
        List<Integer> again = new ArrayList<>(order);
        Collections.reverse(again);
        again.forEach(hour -> mirror.must("load", "--hour", hour(hour), "--reapply"));
        assertThat(rows(mirror, change.rows())).as("after a replay").isEqualTo(change.expected());
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("varchar(3)", A, "abcdé", "character varying"),
                Arguments.of("varchar(3)", A, "ab  ", "character varying"),
                Arguments.of("varchar(3) collate \"C\"", A, "abcd", "character varying"),
                Arguments.of("numeric(6,2)", "int64 a (DECIMAL(12,2))", new BigDecimal("12345.60"), "numeric(12,2)"),
                Arguments.of(
                        "numeric(6,2)",
                        "fixed_len_byte_array(12) a (DECIMAL(28,6))",
                        new BigDecimal("12345.600000"),
                        "numeric(24,2)"),
                Arguments.of("numeric(6,2)", "int32 a", 12345, "numeric(12,2)"),
                Arguments.of("numeric(6,2)", A, "12345.6", "numeric(1000,2)"),
                Arguments.of(
                        "timestamp(0)",
                        "int64 a (TIMESTAMP(MICROS,true))",
                        LocalDateTime.parse("2024-05-01T01:02:03.000004"),
                        "timestamp without time zone"),
                Arguments.of(
                        "timestamptz(0)",
                        "int64 a (TIMESTAMP(MICROS,true))",
                        LocalDateTime.parse("2024-05-01T01:02:03.5"),
                        "timestamp with time zone"),
                Arguments.of(
                        "time(0)",
                        "int64 a (TIME(MICROS,true))",
                        LocalTime.parse("01:02:03.000004"),
                        "time without time zone"),
                Arguments.of("timetz(0)", A, "01:02:03.5+00", "time with time zone"),
                Arguments.of("interval(0)", A, "00:00:01.5", "interval"),
                Arguments.of("varbit(2)", A, "10101", "bit varying"));
    }

    @ParameterizedTest(name = "{0} takes {2} as {3}")
    @MethodSource("limits")
    void limitIsLiftedForAValueWithoutARewrite(String type, String declared, Object value, String expected) {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a " + type + ");"
                + " create index on public.t (a); insert into public.t values (7, null)");
        String storage = "select pg_relation_filenode('public.t') || ' ' || pg_relation_filenode('public.t_a_idx')";
        String before = mirror.value(storage);
        String collation = mirror.value(COLLATION);
        put(mirror, 0, file(ID, declared).insert(1, 1L, value).insert(2, 2L, (Object) null));

        Outcome loaded = load(mirror, 0);

        assertThat(loaded.count("inserted")).isEqualTo(2);
        assertThat(mirror.value(TYPE)).isEqualTo(expected);
        assertThat(mirror.value(COLLATION)).isEqualTo(collation);
        assertThat(mirror.value(storage))
                .as("neither table nor index was rewritten")
                .isEqualTo(before);
        assertThat(mirror.value("select ddl::text from tidemark.schema_history"))
                .isEqualTo("{\"alter table \\\"public\\\".\\\"t\\\" alter column \\\"a\\\" type " + expected
                        + (collation.equals("C") ? " collate pg_catalog.\\\"C\\\"" : "") + "\"}");
        assertThat(mirror.value(
                        "select a = cast('" + text(value) + "' as " + expected + ") from public.t where id = 1"))
                .isEqualTo("t");
    }

    private static final String TYPE =
            "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'public.t'::regclass and attname = 'a'";
    private static final String COLLATION =
            "select coalesce(max(collname), '') from pg_attribute join pg_collation c on"
                    + " c.oid = attcollation where attrelid = 'public.t'::regclass and attname = 'a'";

    private static String text(Object value) {
        return value.toString().replace('T', ' ') + (value instanceof LocalDateTime ? "Z" : "");
    }

    static Stream<Arguments> rewrites() {
        return Stream.of(
                Arguments.of("smallint", "int32 a", 40_000, "integer"),
                Arguments.of("integer", "int64 a", 3_000_000_000L, "bigint"),
                Arguments.of("integer", A, "3000000000", "bigint"),
                Arguments.of("integer", "double a", 1.5, "double precision"),
                Arguments.of("bigint", "int64 a (DECIMAL(18,2))", new BigDecimal("1.25"), "numeric(21,2)"),
                Arguments.of("real", "double a", 0.1, "double precision"),
                Arguments.of("numeric(6,2)", "int64 a (DECIMAL(10,3))", new BigDecimal("1.234"), "numeric(10,3)"),
                Arguments.of("numeric(6,2)", A, "1.234", "numeric"),
                Arguments.of("char(3)", A, "abcd", "character varying"),
                Arguments.of(
                        "date",
                        "int64 a (TIMESTAMP(MICROS,true))",
                        LocalDateTime.parse("2024-05-01T01:02:03"),
                        "timestamp"),
                Arguments.of("numeric(5,1)[]", A, "{1.25}", "numeric[]"));
    }

    @ParameterizedTest(name = "{0} refuses {2} and asks for {3}")
    @MethodSource("rewrites")
    void typeThatNeedsARewriteIsRefusedWithTheStatementToRun(String type, String declared, Object value, String wider) {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a " + type + ")");
        put(mirror, 0, file(ID, declared).insert(1, 1L, value));

        Outcome refused = mirror.run("load", "--hour", hour(0));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains("part-1.parquet, row 1, column \"a\": ")
                .endsWith("if the column holds more at the source, run: alter table \"public\".\"t\" alter column \"a\""
                        + " type " + wider);
        mirror.sql(statement(refused));
        load(mirror, 0);
        assertThat(mirror.value("select a is not null from public.t")).isEqualTo("t");
    }

    @Test
    void valueOverALimitIsNoBadRow() {
        Mirror mirror = mirror(
                "create table public.t (id bigint primary key, a varchar(3), n integer)",
                "load.max-quarantined-rows = 5");
        put(mirror, 0, file(ID, A, "int64 n").insert(1, 1L, "abcdef", 1L).insert(2, 2L, "b", 3_000_000_000L));

        Outcome loaded = load(mirror, 0);

        assertThat(loaded.count("quarantined")).isEqualTo(1);
        assertThat(rows(mirror, "id, a, n")).isEqualTo("1 abcdef 1");
        assertThat(mirror.value(TYPE)).isEqualTo("character varying");
    }

    @Test
    void newValueOfAnEnumAsksForTheSameChangeOfTheTargetsType() {
        Mirror mirror = mirror(
                "create type public.mood as enum ('glad'); create table public.t (id bigint primary key, a public.mood)");
        put(mirror, 0, file(ID, A).insert(1, 1L, "glad").insert(2, 2L, "sad"));

        Outcome refused = mirror.run("load", "--hour", hour(0));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains("part-1.parquet, row 2, column \"a\": a value that is not valid for its type")
                .endsWith("if the source's type has a new value, run: alter type mood add value '…'");
        mirror.sql("alter type mood add value 'sad'");
        load(mirror, 0);
        assertThat(rows(mirror, "id, a")).isEqualTo("1 glad; 2 sad");
    }

    @Test
    void limitStaysWhereColumnsMayNotChange() {
        Mirror mirror =
                mirror("create table public.t (id bigint primary key, a varchar(3))", "target.on-new-column = fail");
        put(mirror, 0, file(ID, A).insert(1, 1L, "abcd"));

        Outcome refused = mirror.run("load", "--hour", hour(0));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains("row 1, column \"a\": a text of 4 characters; expected a value of type character varying(3);")
                .endsWith("run: alter table \"public\".\"t\" alter column \"a\" type character varying");
        mirror.sql(statement(refused));
        load(mirror, 0);
    }

    @Test
    void viewThatKeepsAColumnFromBeingWidenedIsNamed() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a varchar(3));"
                + " create view public.v as select a from public.t");
        put(mirror, 0, file(ID, A).insert(1, 1L, "abcd"));

        Outcome refused = mirror.run("load", "--hour", hour(0));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains(
                        "the target needs a change that PostgreSQL refuses: cannot alter type of a column used by a view"
                                + " or rule (rule _RETURN on view v depends on column \"a\"); make it yourself, then load again:"
                                + " alter table \"public\".\"t\" alter column \"a\" type character varying");
        assertThat(mirror.value("select count(*) from public.t")).isEqualTo("0");
    }

    @Test
    void widenedKeyLeavesTombstonesToo() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s")
                .sql("create table public.t (id varchar(3) primary key, a text)");
        mirror.must("init");
        String id = "binary id (STRING)";
        put(
                mirror,
                0,
                ChangeFile.of(List.of(id, A), "id").insert(1, "abcd", "a").insert(2, "efgh", "b"));
        put(mirror, 1, ChangeFile.of(List.of(id, A), "id").delete(3, "abcd", null));

        load(mirror, 1);
        load(mirror, 0);

        assertThat(mirror.value("select string_agg(id, ' ') from public.t")).isEqualTo("efgh");
        assertThat(mirror.value("select string_agg(id, ' ') from tidemark.tombstone__mirror"))
                .isEqualTo("abcd");
    }

    @Test
    void keyThatSomebodyGaveAWiderTypeLeavesTombstonesToo() {
        Mirror mirror = mirror("create table public.t (id integer primary key, a text)");
        put(mirror, 0, file(ID, A).delete(1, 5_000_000_000L, null));
        assertThat(mirror.run("load", "--hour", hour(0)).exitCode()).isEqualTo(3);

        mirror.sql("alter table public.t alter column id type bigint");
        load(mirror, 0);

        assertThat(mirror.value("select id from tidemark.tombstone__mirror")).isEqualTo("5000000000");
    }

    @Test
    void droppedColumnThatMayNotBeNullKeepsNewRowsOutUntilItMay() {
        Mirror mirror = mirror("create table public.t (id bigint primary key, a text, b text not null);"
                + " insert into public.t values (1, 'a', 'b')");
        put(mirror, 0, file(ID, A).update(1, 1L, "updated"));
        load(mirror, 0);
        put(mirror, 1, file(ID, A).insert(2, 2L, "inserted"));

        Outcome refused = mirror.run("load", "--hour", hour(1));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains("part-1.parquet, row 1: NULL in a column that does not allow it, column \"b\"")
                .endsWith(
                        "if the source has dropped the column, run: alter table \"public\".\"t\" alter column \"b\" drop"
                                + " not null");
        mirror.sql(statement(refused));
        load(mirror, 1);
        assertThat(rows(mirror, "id, a, b")).isEqualTo("1 updated b; 2 inserted -");
    }

    @Test
    void newColumnGetsATypeThatHoldsWhatAllObjectsDeclare() {
        Mirror mirror = mirror("create table public.t (id bigint primary key)");
        put(
                mirror,
                0,
                "1",
                file(ID, "int32 n", "int32 d (DECIMAL(5,1))", "float f").insert(1, 1L, 1, new BigDecimal("1.5"), 1f));
        put(
                mirror,
                0,
                "2",
                file(ID, "int64 N", "int64 d (DECIMAL(12,3))", "double f")
                        .insert(2, 2L, 3_000_000_000L, new BigDecimal("123456789.125"), 0.1));

        load(mirror, 0);

        assertThat(mirror.value(
                        "select string_agg(format_type(atttypid, atttypmod), ' ' order by attname) from pg_attribute"
                                + " where attrelid = 'public.t'::regclass and attname in ('n', 'd', 'f')"))
                .isEqualTo("numeric(12,3) double precision bigint");
        assertThat(rows(mirror, "id, n, d, f")).isEqualTo("1 1 1.500 1; 2 3000000000 123456789.125 0.1");
    }

    @Test
    void newColumnThatIsANumberHereAndATextThereIsRefused() {
        Mirror mirror = mirror("create table public.t (id bigint primary key)");
        put(mirror, 0, "1", file(ID, "int32 n").insert(1, 1L, 1));
        put(mirror, 0, "2", file(ID, "binary n (STRING)").insert(2, 2L, "one"));

        Outcome refused = mirror.run("load", "--hour", hour(0));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused))
                .contains("/2.parquet: the new column \"n\" is text here and integer in s3://")
                .endsWith("/1.parquet; add it to the target with the type that it should have");
    }

    static Stream<Arguments> impossibleColumns() {
        return Stream.of(
                Arguments.of("ctid", "column \"ctid\": every table has a system column of that name"),
                Arguments.of("x".repeat(64), "PostgreSQL has names of 1 to 63 bytes without U+0000"),
                Arguments.of("é".repeat(32), "PostgreSQL has names of 1 to 63 bytes without U+0000"));
    }

    @ParameterizedTest
    @MethodSource("impossibleColumns")
    void newColumnThatPostgresqlCannotHaveIsRefused(String name, String reason) {
        Mirror mirror = mirror("create table public.t (id bigint primary key)");
        put(mirror, 0, file(ID, "int32 " + name).insert(1, 1L, 1));

        Outcome refused = mirror.run("load", "--hour", hour(0));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(message(refused)).contains(reason);
    }

    private static Mirror mirror(String table, String... settings) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("load.lookback = 0s")
                .with(settings)
                .sql(table);
        mirror.must("init");
        return mirror;
    }

    private static ChangeFile file(String... columns) {
        return ChangeFile.of(List.of(columns), "id");
    }

    private static void put(Mirror mirror, int hour, ChangeFile file) {
        put(mirror, hour, "part-1", file);
    }

    private static void put(Mirror mirror, int hour, String name, ChangeFile file) {
        mirror.put("year=2024/month=05/day=01/hour=0" + hour + "/" + name + ".parquet", file.bytes());
    }

    private static String hour(int hour) {
        return "2024-05-01T0" + hour + ":00Z";
    }

    private static Outcome load(Mirror mirror, int hour) {
        return mirror.must("load", "--hour", hour(hour));
    }

    private static String message(Outcome refused) {
        return refused.summary().path("error").path("message").asText();
    }

    /** The statement that a message asks for. */
    private static String statement(Outcome refused) {
        Matcher statement = STATEMENT.matcher(message(refused));
        assertThat(statement.find()).as(message(refused)).isTrue();
        return statement.group(1);
    }

    /** Rows by id, NULL as a dash. */
    private static @Nullable String rows(Mirror mirror, String columns) {
        String texts = Stream.of(columns.split(", "))
                .map(column -> "coalesce((" + column + ")::text, '-')")
                .reduce((left, right) -> left + " || ' ' || " + right)
                .orElseThrow();
        return mirror.value("select string_agg(" + texts + ", '; ' order by id) from public.t");
    }
}
