package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.ParquetFixture;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever PostgreSQL takes as a name in double quotes may be the name of a schema, table, column, key or type. */
class TargetNamesTest {

    private static final String FOLDER = "year=2024/month=05/day=01/hour=";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select",
                "order",
                "user",
                "offset",
                "two words",
                "a.b",
                "100%",
                "a\"b",
                "a\"b:c?d",
                "\"",
                "x\\",
                "x\"",
                "\":x",
                "x\"\":y",
                "\\\"",
                "::text",
                ":name",
                "?",
                "??",
                "$$",
                "<staging>",
                "<key>",
                "it's",
                "--",
                "/*",
                "{\"a\"}",
                "été 😀",
                "A",
                "(1), (2); drop table t",
                "012345678901234567890123456789012345678901234567890123456789éx"
            })
    void nameIsOnlyAName(String name) throws SQLException {
        String quoted = '"' + name.replace("\"", "\"\"") + '"';
        String hocon = name.replace("\\", "\\\\").replace("\"", "\\\"");
        Mirror mirror = Mirror.of(quoted + "." + quoted, hocon)
                .with("load.lookback = 0s")
                .sql("drop schema if exists " + quoted + " cascade; create schema " + quoted + "; create type " + quoted
                        + "."
                        + quote(name, "3") + " as enum ('x', 'y'); create table " + quoted + "." + quoted + " ("
                        + quoted
                        + " varchar(1) primary key, " + quote(name, "1") + " text unique, " + quote(name, "2") + " "
                        + quoted
                        + "." + quote(name, "3") + ")");
        mirror.must("init");
        put(
                mirror,
                0,
                name,
                ChangeFile.of(List.of("binary k (STRING)", "binary v (STRING)", "binary e (STRING)"), "k")
                        .insert(1, "a", "gold", "x")
                        .insert(2, "b", "silver", "y")
                        .insert(3, "c", "bronze", null));
        put(
                mirror,
                1,
                name,
                ChangeFile.of(List.of("binary k (STRING)", "binary v (STRING)", "binary e (STRING)", "int32 n"), "k")
                        .update(11, "a", "silver", "y", 1)
                        .update(12, "b", "gold", "y", 2)
                        .delete(13, "c", null, null, null)
                        .move(14, List.of("b"), "längst", "gold", "x", 3));

        mirror.must("load", "--hour", "2024-05-01T00:00Z");
        mirror.must("load", "--hour", "2024-05-01T01:00Z");
        mirror.must("load", "--hour", "2024-05-01T00:00Z", "--reapply");

        assertThat(mirror.run("doctor").exitCode()).isZero();
        assertThat(value(
                        mirror,
                        "select string_agg(concat_ws(' ', t." + quoted + ", t." + quote(name, "1") + ", t."
                                + quote(name, "2") + ", t." + quote(name, "4") + "), '; ' order by t." + quoted
                                + ") from "
                                + quoted
                                + "." + quoted + " t"))
                .isEqualTo("a silver y 1; längst gold x 3");
        mirror.sql("drop schema " + quoted + " cascade");
    }

    /** As plain JDBC reads it: these are no names for a parser of parameters. */
    private static String value(Mirror mirror, String query) throws SQLException {
        return mirror.database().withHandle(handle -> {
            try (Statement statement = handle.getConnection().createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                return rows.getString(1);
            }
        });
    }

    /** The name with a digit in place of its last character. */
    private static String other(String name, String digit) {
        return name.substring(0, name.offsetByCodePoints(name.length(), -1)) + digit;
    }

    private static String quote(String name, String digit) {
        return '"' + other(name, digit).replace("\"", "\"\"") + '"';
    }

    private static void put(Mirror mirror, int hour, String name, ChangeFile file) {
        mirror.put(FOLDER + "0" + hour + "/part-1.parquet", file.bytes(fixture -> rename(fixture, name)));
    }

    private static ParquetFixture rename(ParquetFixture fixture, String name) {
        return fixture.renamed("k", name)
                .renamed("BI_k", "BI_" + name)
                .renamed("v", other(name, "1"))
                .renamed("e", other(name, "2"))
                .renamed("n", other(name, "4"));
    }
}
