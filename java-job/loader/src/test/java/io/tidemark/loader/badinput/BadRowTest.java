package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static io.tidemark.loader.testing.Workbench.MARKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import org.junit.jupiter.api.Test;

/** Rows of good values that the target refuses as a whole, which only the merge can find out. */
class BadRowTest {

    private final Workbench bench = Items.bench();

    @Test
    void aValueThatOnlyACastCanCheckIsRefused() {
        refuses(
                1,
                Items.file("optional binary address (STRING);").row(Items.row("I", 4, MARKER)),
                "column \"address\": a text that is not valid for its type; expected a value of type inet");
    }

    @Test
    void nullInAColumnThatDoesNotAllowItIsRefused() {
        refuses(
                1,
                Items.file("").row("I", Items.COMMITTED, 4L, null, Items.position(), null),
                "column \"label\": NULL; expected a value, since the column is NOT NULL");
    }

    @Test
    void anInsertWithoutAColumnThatDoesNotAllowNullIsRefused() {
        String withoutLabel = Items.HEAD.replace("optional binary label (STRING);", "") + Items.TAIL;
        refuses(
                1,
                ParquetFixture.of(withoutLabel).row("I", Items.COMMITTED, 4L, Items.position(), null),
                "NULL in a column that does not allow it, column \"label\", table \"items\"");
    }

    @Test
    void aRowThatACheckConstraintForbidsIsRefused() {
        refuses(
                1,
                Items.file("optional int32 quantity;").row(Items.row("U", 1, -1)),
                "a value that a check constraint does not allow, constraint \"items_quantity_check\", table \"items\"",
                "SQLSTATE 23514");
    }

    @Test
    void aRowThatRefersToAMissingOneIsToBeTriedAgain() {
        bench.sql("create table tags (tag text primary key); alter table items add foreign key (tag) references tags");
        bench.upload(Items.key(0), Items.goodFile(20, 21))
                .upload(
                        Items.key(1),
                        Items.file("optional binary tag (STRING);")
                                .row(Items.row("I", 4, "qz"))
                                .bytes());
        Snapshot before = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(
                        ExitCode.NOT_READY,
                        bench.uri(Items.key(1))
                                + ", row 1: a reference to a row that is not there, constraint \"items_tag_fkey\", table"
                                + " \"items\" (SQLSTATE 23503); load tags up to the same hour first, then retry");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    @Test
    void twoRowsWithTheSameUniqueValueAreRefused() {
        bench.sql("create unique index items_note on items (note)");
        refuses(
                2,
                Items.file("optional binary note (STRING);")
                        .row(Items.row("I", 4, MARKER))
                        .row(Items.row("I", 5, MARKER)),
                "two living rows with the same unique value",
                "constraint \"items_note\", table \"items\"",
                "SQLSTATE 23505");
    }

    @Test
    void aRowThatATriggerRefusesIsTheDatasFaultAndItsWordsAreNotRepeated() {
        bench.sql("""
                create function refuse() returns trigger language plpgsql as
                'begin raise exception ''no % here'', new.label; end';
                create trigger refuse before insert on items for each row when (new.id = 4) execute function refuse();
                """);
        refuses(
                1,
                Items.file("").row(Items.row("I", 4)),
                "a row that a trigger or function of the target refuses",
                "SQLSTATE P0001");
    }

    @Test
    void theRowIsFoundAmongMany() {
        ParquetFixture file = Items.file("optional int32 quantity;");
        for (int i = 1; i <= 2_000; i++) {
            file.row(Items.row(i % 7 == 0 ? "D" : "I", 5_000 - i, i == 1_234 ? -1 : i));
        }
        refuses(1_234, file, "a value that a check constraint does not allow");
    }

    @Test
    void aRowThatIsStagedInASecondPassIsFound() {
        bench.settings("pipelines.items.load.fold-memory = 1MiB");
        ParquetFixture file = Items.file("optional binary doc (STRING);");
        for (int i = 1; i <= 60_000; i++) {
            file.row(Items.row("I", i, i == 45_678 ? "{" + MARKER : "{}"));
        }
        refuses(45_678, file, "a value that is not valid for its type");
    }

    private void refuses(int row, ParquetFixture file, String... parts) {
        bench.upload(Items.key(0), Items.goodFile(20, 21)).upload(Items.key(1), file.bytes());
        Snapshot before = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(ExitCode.DATA_REFUSED, parts)
                .failedWith(ExitCode.DATA_REFUSED, bench.uri(Items.key(1)) + ", row " + row)
                .withErrorClass("DataRefusedException");
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
