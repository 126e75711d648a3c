package io.tidemark.loader.load;

import static io.tidemark.loader.load.DebeziumFormatTest.FOLDER;
import static io.tidemark.loader.load.DebeziumFormatTest.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debezium's semantic types arrive exactly in PostgreSQL's, or not at all. */
class DebeziumTypesTest {

    /** A column's name and its type in PostgreSQL, its type for Kafka Connect, its value in JSON, and as it ends. */
    private record Value(String target, String connect, String json, String text) {

        private static final Pattern BAR = Pattern.compile(" *\\| *");
        private static final Pattern WORD = Pattern.compile(" ");

        private static Value of(String line) {
            List<String> parts = BAR.splitAsStream(line).toList();
            return new Value(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
        }

        private String name() {
            return target.substring(0, target.indexOf(' '));
        }

        /** How the type is declared where there is no schema; nothing where the target tells. */
        private String declaration() {
            return connect.startsWith("{\"type\":\"array\",\"items\":")
                    ? "array of " + type(connect.substring(connect.indexOf("items") + "items\":".length()))
                    : type(connect);
        }

        private static String type(String connect) {
            if (!connect.startsWith("{")) {
                List<String> parts = WORD.splitAsStream(connect).toList();
                String scale = parts.size() > 2 ? "(" + parts.get(2).replace("scale=", "") + ")" : "";
                return parts.size() == 1 ? connect : parts.get(1) + scale;
            }
            String name = EventFile.parse(connect).path("name").asText();
            return name.isEmpty() ? EventFile.parse(connect).path("type").asText() : name;
        }
    }

    private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

    private static final List<Value> VALUES = """
            small smallint | int16 | -32768 | -32768
            n integer | int32 | 2147483647 | 2147483647
            r real | float | 1.1 | 1.1
            d double precision | double | 0.1 | 0.1
            rz real | float | -0.0 | -0
            dz double precision | double | -0.0 | -0
            b boolean | boolean | true | true
            t text | string | "a\\u017c \\ud83d\\ude9a" | a\u017c \ud83d\ude9a
            by bytea | bytes | "AP8=" | \\x00ff
            dt date | int32 io.debezium.time.Date | 19844 | 2024-05-01
            cdt date | int32 org.apache.kafka.connect.data.Date | -1 | 1969-12-31
            tm time | int64 io.debezium.time.MicroTime | 45296123456 | 12:34:56.123456
            tms time(3) | int32 io.debezium.time.Time | 45296123 | 12:34:56.123
            ts timestamp | int64 io.debezium.time.MicroTimestamp | 1714566896123456 | 2024-05-01 12:34:56.123456
            tsm timestamp(3) | int64 io.debezium.time.Timestamp | 1714566896123 | 2024-05-01 12:34:56.123
            tsn timestamp | int64 io.debezium.time.NanoTimestamp | 1714566896123456000 | 2024-05-01 12:34:56.123456
            tsi timestamp | int64 io.debezium.time.MicroTimestamp | 9223372036825200000 | infinity
            tsj timestamp | int64 io.debezium.time.MicroTimestamp | -9223372036832400000 | -infinity
            tsk timestamp | int64 io.debezium.time.Timestamp | 9223372036825200 | infinity
            dti date | int32 io.debezium.time.Date | -2147472692 | infinity
            tz timestamptz | string io.debezium.time.ZonedTimestamp | "2024-05-01T12:34:56.123456Z" | 2024-05-01 12:34:56.123456+00
            tzi timestamptz | string io.debezium.time.ZonedTimestamp | "infinity" | infinity
            ttz timetz | string io.debezium.time.ZonedTime | "12:34:56.123456Z" | 12:34:56.123456+00
            iv interval | string io.debezium.time.Interval | "P1Y2M3DT4H5M6.789S" | 1 year 2 mons 3 days 04:05:06.789
            j json | string io.debezium.data.Json | "{\\"a\\": 1}" | {"a": 1}
            jb jsonb | string io.debezium.data.Json | "{\\"a\\": 1}" | {"a": 1}
            u uuid | string io.debezium.data.Uuid | "00000000-0000-0000-0000-00000000002a" | 00000000-0000-0000-0000-00000000002a
            x xml | string io.debezium.data.Xml | "<a/>" | <a/>
            e mood | string io.debezium.data.Enum | "sad" | sad
            num numeric(9,2) | bytes org.apache.kafka.connect.data.Decimal scale=2 | "MDk=" | 123.45
            neg numeric | bytes org.apache.kafka.connect.data.Decimal scale=0 | "/w==" | -1
            m money | bytes org.apache.kafka.connect.data.Decimal scale=2 | "MDk=" | $123.45
            txt numeric | string | "1234567890.10" | 1234567890.10
            nan numeric | string | "NaN" | NaN
            vs numeric | {"type":"struct","name":"io.debezium.data.VariableScaleDecimal","fields":[{"type":"int32","field":"scale"},{"type":"bytes","field":"value"}]} | {"scale":3,"value":"MDk="} | 12.345
            p point | {"type":"struct","name":"io.debezium.data.geometry.Point","fields":[{"type":"double","field":"x"},{"type":"double","field":"y"}]} | {"x":1.5,"y":-2.0} | (1.5,-2)
            arr text[] | {"type":"array","items":{"type":"string","optional":true}} | ["a","b,\\"c\\\\",null,"","NULL"] | {a,"b,\\"c\\\\",NULL,"","NULL"}
            nums integer[] | {"type":"array","items":{"type":"int32","optional":true}} | [1,null,-3] | {1,NULL,-3}
            dates date[] | {"type":"array","items":{"type":"int32","name":"io.debezium.time.Date","optional":true}} | [19844] | {2024-05-01}
            times timestamp[] | {"type":"array","items":{"type":"int64","name":"io.debezium.time.MicroTimestamp","optional":true}} | [1714566896123456] | {"2024-05-01 12:34:56.123456"}
            clocks time[] | {"type":"array","items":{"type":"int64","name":"io.debezium.time.MicroTime","optional":true}} | [1,86400000000] | {00:00:00.000001,24:00:00}
            hs hstore | {"type":"map","keys":{"type":"string"},"values":{"type":"string","optional":true}} | {"a":"1","b \\"":null} | "a"=>"1", "b \\""=>NULL
            ip inet | string | "10.0.0.1" | 10.0.0.1/32
            rng int4range | string | "[1,5)" | [1,5)
            """.lines().map(Value::of).toList();

    private static final String TABLE = "create extension hstore; create type mood as enum ('glad', 'sad');"
            + " set timezone = 'UTC'; create table public.t (id bigint primary key, "
            + VALUES.stream().map(Value::target).collect(Collectors.joining(", ")) + ")";

    private static EventFile file() {
        return EventFile.of(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("id int64"),
                        VALUES.stream().map(value -> value.name() + " " + value.connect()))
                .toArray(String[]::new));
    }

    private static String row(long id) {
        return VALUES.stream()
                .map(value -> "\"" + value.name() + "\":" + value.json())
                .collect(Collectors.joining(",", "{\"id\":" + id + ",", "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON with schema", "JSON without schema", "Avro"})
    void valuesArriveExactly(String writer) {
        Mirror mirror = DebeziumFormatTest.mirror(TABLE).with(declarations());
        EventFile file = file().create(110, row(1)).create(120, "{\"id\":2}").read(100, row(3));
        mirror.put(
                FOLDER + "part-1",
                switch (writer) {
                    case "Avro" -> file.avro();
                    case "JSON with schema" -> file.jsonWithSchema();
                    default -> file.json();
                });

        mirror.must("load", "--hour", HOUR);

        mirror.sql("set timezone = 'UTC'");
        for (Value value : VALUES) {
            assertThat(mirror.value(text(value.name()) + " where id = 1"))
                    .as(value.target())
                    .isEqualTo(value.text());
            assertThat(mirror.value(text(value.name()) + " where id = 3"))
                    .as(value.target())
                    .isEqualTo(value.text());
        }
        assertThat(mirror.value("select count(*) from public.t where num_nulls(id, "
                        + VALUES.stream().map(Value::name).collect(Collectors.joining(", ")) + ") = " + VALUES.size()))
                .isEqualTo("1");
    }

    /** A time with its zone is shown in that of the session. */
    private static String text(String column) {
        return column.equals("tz")
                ? "select (tz at time zone 'UTC')::text || '+00' from public.t"
                : "select " + column + "::text from public.t";
    }

    private static String[] declarations() {
        return VALUES.stream()
                .filter(value -> !value.connect().contains("io.debezium.data.Json")
                        && !value.connect().matches(".*data\\.(Uuid|Xml|Enum)"))
                .map(value -> "source.debezium.types." + value.name() + " = \"" + value.declaration() + "\"")
                .toArray(String[]::new);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            interval  | int64 io.debezium.time.MicroDuration  | 1                   | an interval as a number, in which months and days are an average
            bit(8)    | bytes io.debezium.data.Bits length=8  | "AQ=="              | bits without their leading zeros
            integer   | int32 io.debezium.time.Year           | 2024                | a value of a semantic type that is not known: INT32 io.debezium.time.Year
            timestamp | int64 io.debezium.time.NanoTimestamp  | 1714566896123456001 | a time with nanoseconds; PostgreSQL keeps microseconds
            timestamp(3) | int64 io.debezium.time.MicroTimestamp | 1714566896123456 | a time with more decimal places, which would be rounded
            timestamp | int64                                 | 1714566896123456    | an integer; expected a value of type timestamp
            numeric(4,1) | bytes org.apache.kafka.connect.data.Decimal scale=2 | "MDk=" | a number with 2 decimal places, which would be rounded
            time[]    | {"type":"array","items":{"type":"int64","name":"io.debezium.time.MicroTime"}} | [86400000001] | a time of day out of range
            date      | int32 io.debezium.time.Date           | 2147483648          | a value that is not what its schema declares
            numeric   | bytes org.apache.kafka.connect.data.Decimal scale=2 | "" | a value that is not what its schema declares
            numeric   | bytes org.apache.kafka.connect.data.Decimal scale=x | "MDk=" | a decimal whose schema has no scale
            bytea     | string                                | "AQ=="              | a text that is not in PostgreSQL's form for bytes
            """)
    void whatCannotBeExactIsRefused(String target, String connect, String json, String message) {
        String table = "create table public.t (id bigint primary key, v " + target + ")";
        byte[] content = EventFile.of("id int64", "v " + connect)
                .create(110, "{\"id\":1,\"v\":" + json + "}")
                .jsonWithSchema();
        Mirror mirror = DebeziumFormatTest.mirror(table)
                .with("target.on-new-column = ignore") // otherwise a limit that costs no rewrite is lifted
                .put(FOLDER + "part-1", content);

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text()).contains(", row 1, column \"v\": " + message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            timestamp | timestamp without time zone
            date      | date
            time      | time without time zone
            numeric   | numeric
            bytea     | bytea
            interval  | interval
            integer[] | integer[]
            """)
    void valueThatNoSchemaExplainsIsRefused(String target, String named) {
        Mirror mirror = DebeziumFormatTest.mirror("create table public.t (id bigint primary key, v " + target + ")");
        mirror.put(
                FOLDER + "part-1",
                EventFile.of("id int64", "v int64")
                        .create(110, "{\"id\":1,\"v\":null}")
                        .json());

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text())
                .contains("column \"v\" has no declared type, and its values could mean several of type " + named)
                .contains("declare it in source.debezium.types");
    }

    @Test
    void newColumnThatNoSchemaExplainsIsRefused() {
        Mirror mirror = DebeziumFormatTest.mirror("create table public.t (id bigint primary key)");
        mirror.put(
                FOLDER + "part-1",
                EventFile.of("id int64", "v int64")
                        .create(110, "{\"id\":1,\"v\":5}")
                        .json());

        assertThat(mirror.run("load", "--hour", HOUR).text()).contains("column \"v\" has no declared type");
        mirror.with("target.on-new-column = ignore").must("load", "--hour", HOUR);
        assertThat(mirror.value("select id from public.t")).isEqualTo("1");
    }

    @Test
    void declarationThatIsNoneIsRefused() {
        Mirror mirror = DebeziumFormatTest.mirror("create table public.t (id bigint primary key)")
                .with("source.debezium.types.v = timestamp");
        mirror.put(
                FOLDER + "part-1",
                EventFile.of("id int64").create(110, "{\"id\":1}").json());

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text())
                .contains("source.debezium.types declares column \"v\" as timestamp; expected string,");
    }

    @Test
    void tableIsMadeFromTheSchemaOfEvents() {
        Mirror mirror = Mirror.of("public.t", "id").with("source.format = debezium", "source.layout = date-hour");
        mirror.put(
                FOLDER + "part-1",
                EventFile.of(
                                "id int64",
                                "name string",
                                "price bytes " + DECIMAL + " scale=2 connect.decimal.precision=9",
                                "any bytes " + DECIMAL + " scale=2",
                                "seen string io.debezium.time.ZonedTimestamp",
                                "at int64 io.debezium.time.MicroTimestamp",
                                "took string io.debezium.time.Interval",
                                "nums {\"type\":\"array\",\"items\":{\"type\":\"int32\",\"optional\":true}}")
                        .create(110, "{\"id\":1,\"name\":\"x\"}")
                        .jsonWithSchema());

        mirror.must("init", "--create-target");
        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(
                        "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)"
                                + " from pg_attribute where attrelid = 'public.t'::regclass and attnum > 0"
                                + " and attname not like '!_cdc%' escape '!'"))
                .isEqualTo("id bigint, name text, price numeric(9,2), any numeric, seen timestamp with time zone,"
                        + " at timestamp without time zone, took interval, nums integer[]");
    }

    @Test
    void tableIsNotMadeWhereNoSchemaTellsTheTypes() {
        Mirror mirror = Mirror.of("public.t", "id").with("source.format = debezium", "source.layout = date-hour");
        mirror.put(
                FOLDER + "part-1",
                EventFile.of("id int64").create(110, "{\"id\":1}").json());

        Outcome outcome = mirror.run("init", "--create-target");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text()).contains("give it with --column id=TYPE");

        mirror.must("init", "--create-target", "--column", "id=bigint");
        mirror.must("load", "--hour", HOUR);
        assertThat(mirror.value("select id from public.t")).isEqualTo("1");
    }

    @Test
    void missingColumnsAreAddedWithTheTypeOfTheirSchema() {
        Mirror mirror = DebeziumFormatTest.mirror("create table public.t (id bigint primary key)");
        mirror.put(
                FOLDER + "part-1",
                EventFile.of(
                                "id int64",
                                "seen string io.debezium.time.ZonedTimestamp",
                                "took string io.debezium.time.Interval")
                        .create(110, "{\"id\":1,\"seen\":\"2024-05-01T12:34:56.123456Z\",\"took\":\"P3D\"}")
                        .jsonWithSchema());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value(
                        "select pg_typeof(seen) || ' ' || (seen at time zone 'UTC') || ' ' || took from public.t"))
                .isEqualTo("timestamp with time zone 2024-05-01 12:34:56.123456 3 days");
    }

    @Test
    void largeEventsAreRead() {
        Mirror mirror = DebeziumFormatTest.mirror("create table public.t (id bigint primary key, v text)");
        String large = IntStream.range(0, 1000)
                .mapToObj(i -> "0123456789")
                .collect(Collectors.joining())
                .repeat(1900);
        mirror.put(
                FOLDER + "part-1",
                EventFile.of("id int64", "v string")
                        .create(110, "{\"id\":1,\"v\":\"" + large + "\"}")
                        .json());

        mirror.must("load", "--hour", HOUR);

        assertThat(mirror.value("select length(v) from public.t")).isEqualTo("19000000");
    }
}
