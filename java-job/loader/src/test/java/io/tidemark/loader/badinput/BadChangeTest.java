package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.Items.COMMITTED;
import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows whose operation, key or position does not say what to do. */
class BadChangeTest {

    private static final String OP = "optional binary Op (STRING); ";
    private static final String TIME = "required binary dms_commit_ts (STRING); ";
    private static final String KEY = "optional int64 id; ";
    private static final String LABEL = "optional binary label (STRING); ";
    private static final String POSITION = "optional binary dms_change_seq (STRING); ";

    private final Workbench bench = Items.bench();

    @ParameterizedTest
    @CsvSource({
        "X, 'found ''X'''",
        "i, 'found ''i'''",
        "UU, found 2 bytes",
        "INSERT, found 6 bytes",
        "'', found 0 bytes"
    })
    void anUnknownOperationIsRefused(String operation, String found) {
        byte[] content = Items.file("")
                .row(Items.row("I", 4))
                .row(Items.row(operation, 5))
                .bytes();
        refuses(content, ", row 2, column \"Op\": unknown operation; expected I, U or D, " + found);
    }

    @Test
    void anOperationThatIsNoCharacterToPrintIsNotPrinted() {
        byte[] content = Items.file("").row(Items.row("\n", 4)).bytes();
        refuses(content, ", row 1, column \"Op\": unknown operation; expected I, U or D, found 1 byte");
    }

    @Test
    void aChangeFileWithoutOperationColumnIsRefused() {
        ParquetFixture file =
                file(TIME + KEY + LABEL + POSITION).row(COMMITTED, 4L, Workbench.MARKER, Items.position());
        refuses(
                file.bytes(),
                ": a change file without the operation column \"Op\"",
                "columns found: dms_commit_ts, id, label, dms_change_seq");
    }

    @Test
    void aMissingOperationInAChangeFileIsRefused() {
        ParquetFixture file = file(OP + TIME + KEY + LABEL + POSITION)
                .row("I", COMMITTED, 4L, Workbench.MARKER, Items.position())
                .row(null, COMMITTED, 5L, Workbench.MARKER, Items.position());
        refuses(file.bytes(), ", row 2, column \"Op\": no operation in a change file; expected I, U or D");
    }

    @Test
    void anOperationColumnThatHoldsNoTextIsRefused() {
        ParquetFixture file = file("optional int32 Op; " + TIME + KEY + LABEL + POSITION)
                .row(1, COMMITTED, 4L, Workbench.MARKER, Items.position());
        refuses(file.bytes(), ", row 1, column \"Op\": a column of type INT32; expected text");
    }

    @Test
    void aNullKeyIsRefused() {
        ParquetFixture file = file(OP + TIME + KEY + LABEL + POSITION)
                .row("I", COMMITTED, 4L, Workbench.MARKER, Items.position())
                .row("D", COMMITTED, 4L, null, Items.position())
                .row("D", COMMITTED, null, Workbench.MARKER, Items.position());
        refuses(file.bytes(), ", row 3, column \"id\": NULL in a key column; expected a value in every row");
    }

    @Test
    void aFileWithoutKeyColumnIsRefused() {
        ParquetFixture file =
                file(OP + TIME + LABEL + POSITION).row("I", COMMITTED, Workbench.MARKER, Items.position());
        refuses(file.bytes(), ": key column \"id\" is missing", "columns found: label");
    }

    @Test
    void twoColumnsThatDifferOnlyInCaseLeaveTheKeyInDoubt() {
        ParquetFixture file = file(OP + TIME + "optional int64 ID; optional int64 Id; " + LABEL + POSITION)
                .row("I", COMMITTED, 4L, 5L, Workbench.MARKER, Items.position());
        refuses(file.bytes(), ": key column \"id\" is missing", "columns found: ID, Id, label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024061210153012000000000000000012", "202406121015301200000000000000001234", "", "12"})
    void aPositionOfAnotherLengthIsRefused(String position) {
        refusesPosition(
                position,
                "a change sequence of " + position.length() + " characters",
                "expected the 35 digits of $AR_H_CHANGE_SEQ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024061210153012000000000000000012x", "-0240612101530120000000000000000121"})
    void aPositionWithOtherCharactersIsRefused(String position) {
        refusesPosition(position, "a change sequence that is not all digits", "expected $AR_H_CHANGE_SEQ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000",
                "0000010100000000",
                "2024001210153012",
                "2024131210153012",
                "2024060010153012",
                "2024063110153012",
                "2023022910153012",
                "2024061224153012",
                "2024061210603012",
                "2024061210156012"
            })
    void aPositionThatBeginsWithNoTimeIsRefused(String time) {
        refusesPosition(
                time + "1".repeat(19),
                "a change sequence that does not begin with a time; expected yyyyMMddHHmmSShh and 19 digits");
    }

    @Test
    void aPositionOfZerosIsRefused() {
        refusesPosition("0".repeat(35), "a change sequence of zeros only, which marks a full load");
    }

    @Test
    void aNullPositionIsRefused() {
        refusesPosition(null, "no position in a change file; expected one in every row");
    }

    private void refusesPosition(@Nullable String position, String... parts) {
        ParquetFixture file = file(OP + TIME + KEY + LABEL + POSITION)
                .row("I", COMMITTED, 4L, Workbench.MARKER, Items.position())
                .row("U", COMMITTED, 4L, Workbench.MARKER, position);
        refuses(file.bytes(), ", row 2, column \"dms_change_seq\": ");
        refuses(file.bytes(), parts);
    }

    @Test
    void aPositionColumnThatHoldsNoTextIsRefused() {
        ParquetFixture file = file(OP + TIME + KEY + LABEL + "optional int64 dms_change_seq; ")
                .row("I", COMMITTED, 4L, Workbench.MARKER, 5L);
        refuses(file.bytes(), ", row 1, column \"dms_change_seq\": a column of type INT64; expected text");
    }

    @Test
    void aFileWithNeitherPositionNorCommitTimeIsRefused() {
        ParquetFixture file = file(OP + KEY + LABEL).row("I", 4L, Workbench.MARKER);
        refuses(
                file.bytes(),
                "neither the position column \"dms_change_seq\" nor the timestamp column \"dms_commit_ts\" is there",
                "columns found: Op, id, label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2024-06-12", "2024-06-31 10:00:00.000000", "2024-06-12 25:00:00"})
    void aCommitTimeThatIsNoneIsRefusedWhereItIsThePosition(String time) {
        ParquetFixture file = file(OP + TIME + KEY + LABEL).row("I", time, 4L, Workbench.MARKER);
        refuses(
                file.bytes(),
                ", row 1, column \"dms_commit_ts\": not a commit time; expected yyyy-MM-dd HH:mm:ss.SSSSSS");
    }

    @Test
    void anOperationOtherThanInsertInAFullLoadIsRefused() {
        String key = "dms/items/LOAD00000001.parquet";
        byte[] content = Items.file("").row(Items.row("D", 4)).bytes();
        Snapshot before = bench.upload(key, content).snapshot();
        assertThat(bench.run("full-load"))
                .failedWith(
                        ExitCode.DATA_REFUSED,
                        bench.uri(key) + ", row 1, column \"Op\": operation DELETE in a full-load object;"
                                + " expected I or none");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    private static ParquetFixture file(String columns) {
        return ParquetFixture.of("message changes { " + columns + "}");
    }

    private void refuses(byte[] content, String... parts) {
        bench.upload(Items.key(0), content).upload(Items.key(1), Items.goodFile(20, 21));
        Snapshot before = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(ExitCode.DATA_REFUSED, bench.uri(Items.key(0)))
                .failedWith(ExitCode.DATA_REFUSED, parts)
                .withErrorClass("DataRefusedException");
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
