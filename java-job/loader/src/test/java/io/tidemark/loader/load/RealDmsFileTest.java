package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.loader.load.Mirror.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Loads a full-load file that AWS DMS itself wrote, and compares every value with what pyarrow reads in it. */
class RealDmsFileTest {

    private static final String FILE = "LOAD00000001.parquet";

    private static final String TYPES = """
            select attname as name, format_type(atttypid, atttypmod) as type
              from pg_attribute
             where attrelid = 'public.t'::regclass and attnum > 0 and not attisdropped
             order by attnum
            """;

    /** Every column in the form that the expected values have. */
    private static final String VALUES = """
            select id, my_int::bigint, my_smallint::bigint, my_numeric::text, my_real::double precision, my_double,
                   my_money::numeric(38,4)::text as my_money, my_varchar, my_text, my_bytea::text,
                   to_char(my_timestamp, 'YYYY-MM-DD HH24:MI:SS.US') as my_timestamp, my_uuid::text, my_json::text,
                   my_jsonb::text, my_bool
              from public.t
             order by id
            """;

    @Test
    void targetIsCreatedWithTheTypesOfTheSource() {
        Mirror mirror = mirror();

        mirror.must("init", "--create-target");

        assertThat(mirror.rows(TYPES))
                .extracting(column -> column.get("name") + " " + column.get("type"))
                .containsExactly(
                        "id bigint",
                        "my_int integer",
                        "my_smallint smallint",
                        "my_numeric numeric(15,2)",
                        "my_real real",
                        "my_double double precision",
                        "my_money numeric(38,4)",
                        "my_varchar text",
                        "my_text text",
                        "my_bytea bytea",
                        "my_timestamp timestamp without time zone",
                        "my_uuid uuid",
                        "my_json json",
                        "my_jsonb jsonb",
                        "my_bool boolean",
                        "_cdc_position bytea");
        assertThat(mirror.value("select pg_get_constraintdef(oid) from pg_constraint"
                        + " where conrelid = 'public.t'::regclass and contype = 'p'"))
                .isEqualTo("PRIMARY KEY (id)");
    }

    @Test
    void everyValueArrivesExactly() throws IOException {
        Mirror mirror = mirror();
        mirror.must("init", "--create-target");

        Outcome loaded = mirror.must("full-load");

        assertThat(mirror.rows(VALUES)).isEqualTo(expected());
        assertThat(loaded.count("rows")).isEqualTo(10);
        assertThat(loaded.count("inserted")).isEqualTo(10);
    }

    @Test
    void everyValueArrivesInTheTypesOfTheSourceTable() throws IOException {
        Mirror mirror = mirror().sql("""
                create table public.t (
                    my_bool boolean not null, my_jsonb jsonb, my_json json, my_uuid uuid unique,
                    my_timestamp timestamptz, my_bytea bytea, my_text text, my_varchar varchar(200), my_money money,
                    my_double double precision, my_real real, my_numeric numeric(15,2), my_smallint smallint,
                    my_int integer, id bigint primary key)
                """);
        mirror.must("init");

        mirror.must("full-load");

        String inUtc = VALUES.replace("to_char(my_timestamp,", "to_char(my_timestamp at time zone 'UTC',");
        assertThat(mirror.rows(inUtc)).isEqualTo(expected());
        assertThat(mirror.value("select data_type from information_schema.columns"
                        + " where table_name = 't' and column_name = 'my_money'"))
                .isEqualTo("money");
    }

    @Test
    void secondFullLoadChangesNothing() throws IOException {
        Mirror mirror = mirror();
        mirror.must("init", "--create-target");
        mirror.must("full-load");
        String versions = "select string_agg(id || ':' || xmin || ':' || ctid, ' ' order by id) from public.t";
        String before = mirror.value(versions);

        Outcome again = mirror.must("full-load");

        assertThat(again.summary().path("outcome").asText()).isEqualTo("nothing-new");
        assertThat(again.count("rows")).isZero();
        assertThat(mirror.value(versions)).isEqualTo(before);
        assertThat(mirror.rows(VALUES)).isEqualTo(expected());
    }

    @Test
    void columnOptionSetsTheTypeOfAColumn() throws IOException {
        Mirror mirror = mirror();

        mirror.must("init", "--create-target", "--column", "my_json=text");
        mirror.must("full-load");

        assertThat(mirror.value("select data_type from information_schema.columns"
                        + " where table_name = 't' and column_name = 'my_json'"))
                .isEqualTo("text");
        assertThat(mirror.rows(VALUES)).isEqualTo(expected());
    }

    @Test
    void columnOptionRefusesAColumnThatTheFilesDoNotHave() {
        Outcome outcome = mirror().run("init", "--create-target", "--column", "my_jason=text");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text()).contains("--column my_jason: no such column; the files have [id, my_int,");
    }

    private static Mirror mirror() {
        try (InputStream file = resource("/dms/dms_test_table_LOAD00000001.parquet")) {
            return Mirror.of("public.t", "id")
                    .with("source.timestamp-column = DMS_TIMESTAMP")
                    .put(FILE, file.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Map<String, Object>> expected() throws IOException {
        ObjectMapper json = new ObjectMapper();
        json.enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_LONG_FOR_INTS);
        try (InputStream file = resource("/dms/dms_test_table_expected.json")) {
            List<Map<String, Object>> rows = json.readValue(file, new TypeReference<>() {});
            rows.forEach(row -> row.remove("DMS_TIMESTAMP"));
            return rows;
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(RealDmsFileTest.class.getResourceAsStream(name), name);
    }
}
