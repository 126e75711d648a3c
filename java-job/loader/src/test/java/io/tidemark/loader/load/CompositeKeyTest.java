package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of several columns of every type that can be one; equal keys are one key, however a file writes them. */
class CompositeKeyTest {

    private static final String TABLE = """
            create type public.mood as enum ('ok', 'très bien');
            create table public.t (
                k_big bigint, k_text text, k_uuid uuid, k_date date, k_num numeric(10,3), k_bool boolean,
                k_time timestamp, k_bytes bytea, k_mood public.mood, k_char char(6), value text,
                primary key (k_big, k_text, k_uuid, k_date, k_num, k_bool, k_time, k_bytes, k_mood, k_char))
            """;

    private static final String[] KEY = {
        "k_big", "k_text", "k_uuid", "k_date", "k_num", "k_bool", "k_time", "k_bytes", "k_mood", "k_char"
    };

    /** The same columns in two physical forms, as two writers might choose them. */
    private static final List<String> COLUMNS = List.of(
            "int64 k_big",
            "binary k_text (STRING)",
            "binary k_uuid (STRING)",
            "int32 k_date (DATE)",
            "int64 k_num (DECIMAL(10,3))",
            "boolean k_bool",
            "int64 k_time (TIMESTAMP(MICROS,true))",
            "binary k_bytes",
            "binary k_mood (STRING)",
            "binary k_char (STRING)",
            "binary value (STRING)");

    private static final List<String> OTHER_COLUMNS = List.of(
            "int32 k_big",
            "binary k_text (STRING)",
            "binary k_uuid (STRING)",
            "binary k_date (STRING)",
            "binary k_num (STRING)",
            "binary k_bool (STRING)",
            "int96 k_time",
            "fixed_len_byte_array(2) k_bytes",
            "binary k_mood (ENUM)",
            "binary k_char (STRING)",
            "binary value (STRING)");

    private static final String UUID = "181e9c5d-9b55-4535-8c6e-6c8c1234b807";

    @ParameterizedTest
    @ValueSource(strings = {"hard", "soft"})
    void equalKeysAreOneKeyInEveryForm(String deletes) {
        Mirror mirror = mirror(deletes);
        put(
                mirror,
                0,
                ChangeFile.of(COLUMNS, KEY)
                        .insert(1, row(1, "a", "inserted"))
                        .insert(2, row(2, "b", "inserted"))
                        .insert(3, row(3, "c", "inserted")));
        put(
                mirror,
                1,
                ChangeFile.of(OTHER_COLUMNS, KEY)
                        .update(11, otherRow(1, "a", "updated"))
                        .delete(12, otherRow(2, "b", null))
                        .move(13, key(otherRow(3, "c", null)), otherRow(4, "c", "moved")));

        mirror.must("load", "--hour", "2024-05-01T00:00Z");
        Outcome second = mirror.must("load", "--hour", "2024-05-01T01:00Z");

        assertThat(second.count("updated")).isEqualTo(1);
        assertThat(second.count("deleted")).isEqualTo(2);
        assertThat(second.count("inserted")).isEqualTo(1);
        assertThat(rows(mirror, deletes)).isEqualTo("1 a updated; 4 c moved");
    }

    @Test
    void equalKeysOfOneHourAreFoldedInEveryForm() {
        Mirror mirror = mirror("hard");
        put(
                mirror,
                0,
                ChangeFile.of(COLUMNS, KEY)
                        .insert(1, row(1, "a", "inserted"))
                        .insert(2, row(2, "b", "inserted"))
                        .update(20, row(1, "a", "last")));
        mirror.put(
                "year=2024/month=05/day=01/hour=00/other.parquet",
                ChangeFile.of(OTHER_COLUMNS, KEY)
                        .update(11, otherRow(1, "a", "updated"))
                        .delete(12, otherRow(2, "b", null))
                        .bytes());

        Outcome loaded = mirror.must("load", "--hour", "2024-05-01T00:00Z");

        assertThat(loaded.count("superseded")).isEqualTo(3);
        assertThat(loaded.count("absent")).isEqualTo(1);
        assertThat(rows(mirror, "hard")).isEqualTo("1 a last");
    }

    @Test
    void everyOtherTypeThatCanBeAKeyIsOneInEveryForm() {
        String[] key = {"k_small", "k_int", "k_code", "k_free", "k_name", "k_time", "k_instant", "k_bare"};
        Mirror mirror = Mirror.of("public.t", key).with("load.lookback = 0s").sql("""
                create domain public.code as integer check (value > 0);
                create table public.t (
                    k_small smallint, k_int integer, k_code public.code, k_free numeric, k_name varchar(10), k_time time(3),
                    k_instant timestamptz(0), k_bare varchar, value text,
                    primary key (k_small, k_int, k_code, k_free, k_name, k_time, k_instant, k_bare))
                """);
        mirror.must("init");
        List<String> numbers = List.of(
                "int32 k_small (INTEGER(16,true))",
                "int32 k_int",
                "int32 k_code",
                "int64 k_free (DECIMAL(18,4))",
                "binary k_name (STRING)",
                "int64 k_time (TIME(MICROS,true))",
                "int64 k_instant (TIMESTAMP(MILLIS,true))",
                "binary k_bare (STRING)",
                "binary value (STRING)");
        List<String> texts =
                Arrays.stream(key).map(name -> "binary " + name + " (STRING)").collect(Collectors.toList());
        texts.add("binary value (STRING)");
        put(
                mirror,
                0,
                ChangeFile.of(numbers, key)
                        .insert(
                                1,
                                1,
                                2,
                                3,
                                new BigDecimal("0.0000"),
                                "é ",
                                LocalTime.parse("01:02:03.004"),
                                INSTANT,
                                "",
                                "a")
                        .insert(
                                2,
                                1,
                                2,
                                4,
                                new BigDecimal("0.5000"),
                                "é ",
                                LocalTime.parse("01:02:03.004"),
                                INSTANT,
                                "",
                                "b"));
        put(
                mirror,
                1,
                ChangeFile.of(texts, key)
                        .update(
                                3,
                                "1",
                                "+2",
                                "3",
                                "-0",
                                "é ",
                                "01:02:03.004000",
                                "2024-05-01T03:00:00+02:00",
                                "",
                                "updated")
                        .delete(
                                4,
                                "1",
                                "2",
                                "4",
                                "+5.00000000e-01",
                                "é ",
                                "01:02:03.004",
                                "2024-05-01 01:00:00+00",
                                "",
                                null));

        mirror.must("load", "--hour", "2024-05-01T00:00Z");
        Outcome second = mirror.must("load", "--hour", "2024-05-01T01:00Z");

        assertThat(second.count("updated")).isEqualTo(1);
        assertThat(second.count("deleted")).isEqualTo(1);
        assertThat(mirror.value("select string_agg(k_code || ' ' || value, '; ') from public.t"))
                .isEqualTo("3 updated");
    }

    private static final LocalDateTime INSTANT = LocalDateTime.parse("2024-05-01T01:00:00");

    private static Mirror mirror(String deletes) {
        Mirror mirror = Mirror.of("public.t", KEY)
                .with("load.lookback = 0s", "target.deletes = " + deletes)
                .sql(TABLE);
        mirror.must("init");
        return mirror;
    }

    private static void put(Mirror mirror, int hour, ChangeFile file) {
        mirror.put("year=2024/month=05/day=01/hour=0" + hour + "/part-00000.parquet", file.bytes());
    }

    private static String rows(Mirror mirror, String deletes) {
        return mirror.value("select string_agg(concat_ws(' ', k_big, k_text, value), '; ' order by k_big) from public.t"
                + (deletes.equals("soft") ? " where _cdc_deleted_at is null" : ""));
    }

    private static @Nullable Object[] row(long big, String text, @Nullable String value) {
        return new @Nullable Object[] {
            big,
            text,
            UUID,
            LocalDate.parse("1969-12-31"),
            new BigDecimal("-1.500"),
            true,
            LocalDateTime.parse("2011-12-30T01:02:03.000004"),
            new byte[] {0, -1},
            "très bien",
            "é",
            value
        };
    }

    private static @Nullable Object[] otherRow(int big, String text, @Nullable String value) {
        return new @Nullable Object[] {
            big,
            text,
            UUID.toUpperCase(Locale.ROOT),
            "1969-12-31",
            "-1.5",
            "true",
            LocalDateTime.parse("2011-12-30T01:02:03.000004"),
            new byte[] {0, -1},
            "très bien",
            "é     ",
            value
        };
    }

    private static List<Object> key(@Nullable Object[] row) {
        List<Object> key = new ArrayList<>();
        Arrays.stream(row, 0, KEY.length).forEach(key::add);
        return key;
    }
}
