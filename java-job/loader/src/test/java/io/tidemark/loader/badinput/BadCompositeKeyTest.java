package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import org.junit.jupiter.api.Test;

/** Keys of several columns of which only some are there. */
class BadCompositeKeyTest {

    private static final String COLUMNS = """
            message lines { required binary Op (STRING); required binary dms_commit_ts (STRING);
              optional int64 order_id; optional int32 line; optional binary label (STRING);
              required binary dms_change_seq (STRING); %s }
            """;

    private final Workbench bench = Workbench.empty()
            .sql("create table lines (order_id bigint, line integer, label text, primary key (order_id, line))")
            .settings("pipelines.lines.source { bucket = BUCKET, prefix = \"dms/items/\" }")
            .settings("pipelines.lines.target { table = public.lines, key = [order_id, line] }");

    BadCompositeKeyTest() {
        assertThat(bench.run("init")).succeeded();
    }

    @Test
    void aFileWithOnlySomeOfTheKeyColumnsIsRefused() {
        String schema = COLUMNS.formatted("").replace("optional int32 line;", "");
        ParquetFixture file =
                ParquetFixture.of(schema).row("I", Items.COMMITTED, 1L, Workbench.MARKER, Items.position());
        refuses(file, ": key column \"line\" is missing", "columns found: order_id, label");
    }

    @Test
    void aNullInOneOfTheKeyColumnsIsRefused() {
        ParquetFixture file = ParquetFixture.of(COLUMNS.formatted(""))
                .row("I", Items.COMMITTED, 1L, null, Workbench.MARKER, Items.position());
        refuses(file, ", row 1, column \"line\": NULL in a key column");
    }

    @Test
    void beforeImagesOfOnlySomeKeyColumnsAreRefused() {
        ParquetFixture file = ParquetFixture.of(COLUMNS.formatted("optional int64 BI_order_id;"))
                .row("U", Items.COMMITTED, 1L, 1, Workbench.MARKER, Items.position(), 2L);
        refuses(
                file,
                ": before images of only [BI_order_id] are there",
                "expected one of each key column [order_id, line]",
                "columns found: Op, dms_commit_ts, order_id");
    }

    @Test
    void aBeforeImageWithAValueForOnlySomeKeyColumnsIsRefused() {
        ParquetFixture file = ParquetFixture.of(
                        COLUMNS.formatted("optional int64 BI_order_id; optional int32 BI_line;"))
                .row("U", Items.COMMITTED, 1L, 1, Workbench.MARKER, Items.position(), null, null)
                .row("U", Items.COMMITTED, 1L, 1, Workbench.MARKER, Items.position(), 2L, null);
        refuses(file, ", row 2, column \"BI_line\": NULL in a key column; expected a value in every row");
    }

    private void refuses(ParquetFixture file, String... parts) {
        Snapshot before = bench.upload(Items.key(0), file.bytes()).snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(ExitCode.DATA_REFUSED, bench.uri(Items.key(0)))
                .failedWith(ExitCode.DATA_REFUSED, parts);
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
