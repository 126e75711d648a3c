package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static io.tidemark.loader.testing.Workbench.MARKER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that their column cannot take exactly: the message names object, row, column and type, never the value. */
class BadValueTest {

    /** A column as the file declares it, a value of it that cannot be loaded, and what is to be said. */
    private record Case(String declaration, Object value, String reason) {

        String column() {
            return declaration.replaceFirst(".* (\\w+)( \\(.*\\))?;$", "$1");
        }
    }

    private static final String INVALID =
            "a value that is not valid for its type (SQLSTATE 22P02); expected a value of type";

    private static final List<Case> NUMBERS = List.of(
            new Case(
                    "optional fixed_len_byte_array(9) price (DECIMAL(20,2));",
                    new BigDecimal("12345.67"),
                    "a number with 5 digits before the decimal point, which overflows; expected a value of type"
                            + " numeric(6,2)"),
            new Case(
                    "optional int64 price (DECIMAL(10,3));",
                    new BigDecimal("1.234"),
                    "a number with 3 decimal places, which would be rounded; expected a value of type numeric(6,2)"),
            new Case("optional binary price (STRING);", MARKER, "a text that is no number; expected a value of type"),
            new Case("optional binary price (STRING);", "", "a text that is no number; expected a value of type"),
            new Case("optional double price;", 0.1 + 0.2, "decimal places, which would be rounded"),
            new Case("optional double price;", Double.POSITIVE_INFINITY, "expected a value of type numeric(6,2)"),
            new Case("optional int32 small;", 32_768, "a number that overflows; expected a value of type smallint"),
            new Case("optional int64 small;", -32_769L, "a number that overflows; expected a value of type smallint"),
            new Case("optional int64 quantity;", 1L << 31, "a number that overflows; expected a value of type integer"),
            new Case("optional double quantity;", 1.5, "a number with more than 0 decimal places, which would be"),
            new Case("optional double quantity;", Double.NaN, "a number that is not finite; expected a value of type"),
            new Case("optional binary quantity (STRING);", "1e3000000", "a text that is no number; expected a value"),
            new Case("optional binary small;", MARKER, "bytes; expected a value of type smallint"));

    private static final List<Case> TEXTS = List.of(
            new Case("optional binary tag (STRING);", MARKER, "a text of 10 characters; expected a value of type"),
            new Case("optional binary note (STRING);", new byte[] {'a', (byte) 0xff}, "a text that is not valid UTF-8"),
            new Case("optional binary note;", new byte[] {'a', (byte) 0xc3}, "a text that is not valid UTF-8"),
            new Case(
                    "optional binary note (STRING);",
                    MARKER + "\0",
                    "a text with U+0000, which PostgreSQL cannot hold"),
            new Case("optional binary note (STRING);", "\0" + MARKER, "(target.on-nul-character = strip drops it)"),
            new Case("optional binary doc (STRING);", "{" + MARKER, INVALID),
            new Case("optional binary doc (STRING);", "", INVALID),
            new Case("optional binary docb (STRING);", "[1, " + MARKER, INVALID),
            new Case("optional binary docb (JSON);", "{\"" + MARKER + "\":\"\\u0000\"}", "(SQLSTATE 22P05)"),
            new Case("optional binary docb (STRING);", "\"\\ud800 " + MARKER + "\"", "(SQLSTATE 22P02)"));

    private static final List<Case> OTHERS = List.of(
            new Case("optional binary code (STRING);", MARKER, "a text of 10 bytes, not the 36 characters of a uuid"),
            new Case(
                    "optional binary code (STRING);",
                    MARKER + "-4d2f-4c9a-8a68-1bb0a3b7c5",
                    "a text that is no uuid; expected a value of type uuid"),
            new Case("optional boolean code;", true, "a boolean; expected a value of type uuid"),
            new Case("optional binary code;", new byte[15], "15 bytes; expected a value of type uuid"),
            new Case(
                    "optional binary flag (STRING);",
                    "maybe",
                    "a text that is neither true nor false; expected a value"),
            new Case("optional int32 flag;", 2, "an integer that is neither 0 nor 1; expected a value of type boolean"),
            new Case("optional binary feeling (STRING);", MARKER, INVALID),
            new Case("optional binary born (STRING);", "2023-02-29", "a text that is no date or time in ISO form"),
            new Case(
                    "optional int32 born (DATE);",
                    Integer.MAX_VALUE,
                    "a date or time that is not valid or out of range"),
            new Case("optional int32 born (DATE);", Integer.MIN_VALUE, "a date out of range; expected a value of type"),
            new Case("optional int32 seen (DATE);", Integer.MAX_VALUE, "a date out of range; expected a value of type"),
            new Case(
                    "optional int64 seen (TIMESTAMP(MICROS,true));",
                    Long.MIN_VALUE,
                    "a timestamp out of range; expected"),
            new Case(
                    "optional int64 seen (TIMESTAMP(MICROS,true));",
                    Long.MIN_VALUE + 10_957 * 86_400_000_000L,
                    "a timestamp out of range; expected a value of type timestamp"),
            new Case(
                    "optional int64 seen (TIMESTAMP(MILLIS,true));", Long.MAX_VALUE, "a time beyond what microseconds"),
            new Case(
                    "optional int96 seen;",
                    int96(Integer.MAX_VALUE),
                    "a time beyond what microseconds in 64 bits can say"),
            new Case(
                    "optional int96 seen;",
                    int96(Integer.MIN_VALUE),
                    "a time beyond what microseconds in 64 bits can say"),
            new Case(
                    "optional int64 note (TIME(MICROS,true));", -1L, "a time of day out of range; expected a value of"),
            new Case("optional int64 seen (TIMESTAMP(NANOS,true));", 1L, "a time with nanoseconds; PostgreSQL keeps"),
            new Case("optional int64 born (TIMESTAMP(MICROS,true));", 1L, "a timestamp that is not midnight"));

    /** Of all cases: each leaves it as it was, since no column may be widened. */
    private static final Workbench SHARED = Items.bench().settings("pipelines.items.target.on-new-column = fail");

    static Stream<Case> cases() {
        return Stream.of(NUMBERS, TEXTS, OTHERS).flatMap(List::stream);
    }

    private static byte[] int96(int julianDay) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8, julianDay)
                .array();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aValueThatDoesNotFitIsRefused(Case value) {
        ParquetFixture file = Items.file(value.declaration())
                .row(Items.row("I", 4, (@Nullable Object) null))
                .row(Items.row("D", 5, (@Nullable Object) null))
                .row(Items.row("I", 6, value.value()));
        SHARED.upload(Items.key(0), Items.goodFile(20, 21)).upload(Items.key(1), file.bytes());
        Snapshot before = SHARED.snapshot();
        assertThat(SHARED.run("load", "--hour", Items.HOUR))
                .failedWith(
                        ExitCode.DATA_REFUSED,
                        SHARED.uri(Items.key(1)) + ", row 3, column \"" + value.column() + "\": ",
                        value.reason())
                .withErrorClass("DataRefusedException");
        assertThat(SHARED.snapshot()).isEqualTo(before);
    }

    @Test
    void aNulCharacterIsDroppedWhereTheConfigurationSaysSo() {
        Workbench bench = Items.bench();
        bench.settings("pipelines.items.target.on-nul-character = strip");
        ParquetFixture file = Items.file("optional binary note (STRING);").row(Items.row("I", 4, "\0one\0\0two\0"));
        bench.upload(Items.key(0), file.bytes());
        assertThat(bench.run("load", "--hour", Items.HOUR)).succeeded();
        String note = bench.jdbi()
                .withHandle(handle -> handle.createQuery("select note from items where id = 4")
                        .mapTo(String.class)
                        .one());
        assertThat(note.getBytes(UTF_8)).asString(UTF_8).isEqualTo("onetwo");
    }

    @Test
    void aValueThatIsOverwrittenInTheSameHourIsNotLookedAt() {
        Workbench bench = Items.bench();
        ParquetFixture file = Items.file("optional binary flag (STRING);")
                .row(Items.row("I", 4, "maybe"))
                .row(Items.row("U", 4, "true"));
        bench.upload(Items.key(0), file.bytes());
        assertThat(bench.run("load", "--hour", Items.HOUR)).succeeded();
    }

    @Test
    void aBadKeyIsRefusedThoughDeletesAreNotStagedWithTheirRows() {
        Workbench bench = Items.bench();
        ParquetFixture file = ParquetFixture.of(Items.HEAD.replace("int64 id", "binary id (STRING)") + Items.TAIL)
                .row("D", Items.COMMITTED, "9" + MARKER, null, Items.position(), null);
        bench.upload(Items.key(0), file.bytes());
        Snapshot before = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(
                        ExitCode.DATA_REFUSED,
                        bench.uri(Items.key(0)) + ", row 1, column \"id\": a text that is no number;"
                                + " expected a value of type bigint");
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
