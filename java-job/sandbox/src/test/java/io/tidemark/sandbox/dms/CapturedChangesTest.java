package io.tidemark.sandbox.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.ParquetReading;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;

/** What the files say of what happened at the source. */
class CapturedChangesTest {

    /** Too long to lie in the row, and of digits that do not compress into it. */
    private static final String LARGE =
            "(select jsonb_build_object('v', string_agg(md5(n::text), '')) from" + " generate_series(1, 200) n)";

    private static final String DETAILS = """
            create table public.details (
                order_id integer, product_id integer, price real not null, note varchar(10) not null, large jsonb,
                primary key (order_id, product_id))
            """;

    @Test
    void operations_look_as_in_real_files() {
        try (Bench bench = Bench.of("public.details").sql(DETAILS).loaded()) {
            bench.sql("insert into details values (1, 2, 11, 'a', " + LARGE + ")")
                    .sql("update details set price = 12 where order_id = 1")
                    .sql("begin; update details set product_id = 66; update details set product_id = 67, order_id = 9;"
                            + " commit")
                    .sql("begin; insert into details values (5, 5, 5, 'b', null); rollback")
                    .sql("delete from details")
                    .flushed();

            List<GenericRecord> rows = bench.changes();

            assertThat(rows)
                    .extracting(row -> Bench.shown(
                            row, "Op", "order_id", "product_id", "price", "note", "BI_order_id", "BI_product_id"))
                    .containsExactly(
                            "I 1 2 11.0 a - -",
                            "U 1 2 12.0 a - -",
                            "U 1 66 12.0 a 1 2",
                            "U 9 67 12.0 a 1 66",
                            "D 9 67 - - - -");
            assertThat(rows.get(0).get("large")).asString().hasSizeGreaterThan(6_000);
            assertThat(rows.subList(1, 4))
                    .as("a large value that was not touched is not in the log")
                    .allMatch(row -> row.get("large") == null);
            assertThat(positions(rows))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .allMatch(position -> position.matches("20261122\\d{8}0{17}\\d{2}"));
            assertThat(positions(rows).get(0)).endsWith("0000000000000000061");
            assertThat(times(rows).get(2))
                    .isEqualTo(times(rows).get(3))
                    .isNotEqualTo(times(rows).get(1));
            assertThat(positions(rows).get(0).substring(0, 16))
                    .isEqualTo(times(rows).get(0).replaceAll("\\D", "").substring(0, 16));
        }
    }

    @Test
    void whole_rows_are_logged_where_the_table_s_identity_is_full() {
        try (Bench bench = Bench.of("public.details")
                .sql(DETAILS)
                .sql("alter table details replica identity full")
                .loaded()) {
            bench.sql("insert into details values (1, 2, 11, 'a', " + LARGE + ")")
                    .sql("update details set price = 12")
                    .sql("update details set order_id = 3")
                    .sql("delete from details")
                    .flushed();

            assertThat(bench.changes("Op", "order_id", "product_id", "price", "note", "BI_order_id", "BI_product_id"))
                    .containsExactly("I 1 2 11.0 a - -", "U 1 2 12.0 a - -", "U 3 2 12.0 a 1 2", "D 3 2 12.0 a - -");
            assertThat(bench.changes("large")).allMatch(large -> large.length() > 6_000);
        }
    }

    @Test
    void a_value_is_the_same_in_a_full_load_and_in_a_change() {
        String row =
                "true, -7, 8, 9, 12.50, 1.23456789, 0.1, 1e300, 'va', 'ch', 'text é 🚚', '{\"a\": 1}', '{\"b\":2}',"
                        + " '\\x00ff', '0f8fad5b-d9cb-469f-a165-70867728950e', '1969-12-31', '1999-01-02 03:04:05.123456',"
                        + " '1999-01-02 03:04:05.123456+02', 'infinity', '12:13:14.5', 12.34, '{a,\"b c\",null}', '{1,2}',"
                        + " 'b', '10.0.0.1')";
        try (Bench bench = Bench.of("public.t")
                .sql("create type mood as enum ('a', 'b')")
                .sql("create table t (id integer primary key, c1 boolean, c2 smallint, c3 integer, c4 bigint,"
                        + " c5 numeric(12, 2), c6 numeric, c7 real, c8 double precision, c9 varchar(20), c10 char(5),"
                        + " c11 text, c12 jsonb, c13 json, c14 bytea, c15 uuid, c16 date, c17 timestamp,"
                        + " c18 timestamptz, c19 timestamptz, c20 time, c21 money, c22 text[], c23 integer[], c24 mood,"
                        + " c25 inet)")
                .sql("insert into t values (1, " + row)
                .loaded()) {
            bench.sql("delete from t").sql("insert into t values (1, " + row).flushed();

            List<GenericRecord> changes = bench.changes();
            GenericRecord loaded =
                    bench.records("dms/public/t/LOAD00000001.parquet").get(0);

            assertThat(changes).hasSize(2);
            assertThat(columns(loaded)).hasSize(26);
            for (String column : columns(loaded)) {
                assertThat(changes.get(1).get(column)).as(column).isNotNull().isEqualTo(loaded.get(column));
            }
            assertThat(Bench.shown(loaded, "c1", "c2", "c9", "c10", "c16", "c18", "c19", "c22", "c23", "c24", "c25"))
                    .isEqualTo("true -7 va ch -1 915239045123456 253402300799000000 {a,\"b c\",NULL} {1,2} b 10.0.0.1");
        }
    }

    @Test
    void new_files_have_the_columns_that_the_table_has_now() {
        try (Bench bench = Bench.of("public.t")
                .sql("create table t (id integer primary key, a varchar(3), b integer)")
                .loaded()) {
            bench.sql("insert into t values (1, 'a', 1)")
                    .sql("alter table t add column c numeric(5, 1)")
                    .sql("insert into t values (2, 'a', 2, 2.5)")
                    .sql("alter table t rename column b to bb")
                    .sql("alter table t alter column a type varchar(30)")
                    .sql("insert into t values (3, 'a longer one', 3, 3.5)")
                    .sql("alter table t drop column c")
                    .sql("insert into t values (4, 'd', 4)")
                    .flushed();

            assertThat(bench.changeKeys())
                    .hasSize(4)
                    .extracting(key -> names(bench.object(key)))
                    .containsExactly(
                            "Op dms_commit_ts id a b dms_change_seq BI_id",
                            "Op dms_commit_ts id a b c dms_change_seq BI_id",
                            "Op dms_commit_ts id a bb c dms_change_seq BI_id",
                            "Op dms_commit_ts id a bb dms_change_seq BI_id");
            assertThat(bench.changes("id", "a")).containsExactly("1 a", "2 a", "3 a longer one", "4 d");
        }
    }

    private static String names(byte[] file) {
        MessageType schema = ParquetReading.footer(file).getFileMetaData().getSchema();
        return schema.getFields().stream().map(Type::getName).collect(Collectors.joining(" "));
    }

    private static Set<String> columns(GenericRecord row) {
        return row.getSchema().getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> name.matches("id|c\\d+"))
                .collect(Collectors.toSet());
    }

    private static List<String> positions(List<GenericRecord> rows) {
        return rows.stream().map(row -> row.get("dms_change_seq").toString()).toList();
    }

    private static List<String> times(List<GenericRecord> rows) {
        return rows.stream().map(row -> row.get("dms_commit_ts").toString()).toList();
    }
}
