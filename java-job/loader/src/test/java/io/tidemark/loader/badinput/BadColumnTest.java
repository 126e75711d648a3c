package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Columns that the target does not have, and columns that leave in doubt which one they are. */
class BadColumnTest {

    private static final String NEW_COLUMN = "optional binary colour (STRING);";

    private final Workbench bench = Items.bench();

    @Test
    void aNewColumnIsRefusedWhereTheConfigurationSaysSo() {
        bench.settings("pipelines.items.target.on-new-column = fail");
        refuses(
                Items.file(NEW_COLUMN).row(Items.row("I", 4, Workbench.MARKER)),
                ": column \"colour\" (BINARY STRING) is not in target table public.items",
                "add it (alter table \"public\".\"items\" add column if not exists \"colour\" text)",
                "or set target.on-new-column to add or ignore");
    }

    @Test
    void aNewColumnIsAddedByDefault() {
        load(Items.file(NEW_COLUMN).row(Items.row("I", 4, "red")));
        assertThat(texts("select colour from items order by id")).containsExactly(null, null, null, "red");
        assertThat(texts("select unnest(ddl) from tidemark.schema_history"))
                .containsExactly("alter table \"public\".\"items\" add column if not exists \"colour\" text");
    }

    @Test
    void aNewColumnIsIgnoredWhereTheConfigurationSaysSo() {
        bench.settings("pipelines.items.target.on-new-column = ignore");
        load(Items.file(NEW_COLUMN).row(Items.row("I", 4, "red")));
        assertThat(texts("select id::text from items")).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(texts("select column_name::text from information_schema.columns where table_name = 'items'"))
                .doesNotContain("colour");
    }

    @Test
    void aNewColumnIsNotAddedIfTheLoadFails() {
        refuses(
                Items.file(NEW_COLUMN + " optional int32 quantity;")
                        .row(Items.row("I", 4, "red", 1))
                        .row(Items.row("I", 5, "red", -1)),
                "a value that a check constraint does not allow");
    }

    @Test
    void aColumnWithAnUnusualNameIsLoaded() {
        load(Items.file("optional binary größe-x (STRING); optional int32 2nd;").row(Items.row("I", 4, "XL", 2)));
        assertThat(texts("select \"größe-x\" || \"2nd\" from items where id = 4"))
                .containsExactly("XL2");
    }

    @Test
    void aColumnWithAnUnusualNameIsNamedInFull() {
        bench.sql("alter table items add \"größe-2nd\" varchar(3)");
        bench.settings("pipelines.items.target.on-new-column = ignore");
        refuses(
                Items.file("optional binary größe-2nd (STRING);").row(Items.row("I", 4, "XXXL")),
                ", row 1, column \"größe-2nd\": a text of 4 characters; expected a value of type character varying(3)",
                "run: alter table \"public\".\"items\" alter column \"größe-2nd\" type character varying");
    }

    @Test
    void columnsThatDifferOnlyInCaseAreRefusedWhereTheTargetHasOneOfThem() {
        refuses(
                Items.file("optional binary Note (STRING); optional binary note (STRING);")
                        .row(Items.row("I", 4, "a", "b")),
                ": columns \"Note\" and \"note\" both mean column \"note\" of the target; expected one of them");
    }

    @Test
    void aColumnWithOneOfTidemarksOwnNamesIsRefused() {
        refuses(
                Items.file("optional binary _cdc_position (STRING);").row(Items.row("I", 4, "a")),
                ": column \"_cdc_position\": names that begin with _cdc_ are Tidemark's own");
    }

    private void load(ParquetFixture file) {
        bench.upload(Items.key(0), file.bytes());
        assertThat(bench.run("load", "--hour", Items.HOUR)).succeeded();
    }

    private List<String> texts(String query) {
        return bench.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }

    private void refuses(ParquetFixture file, String... parts) {
        bench.upload(Items.key(0), file.bytes()).upload(Items.key(1), Items.goodFile(20, 21));
        Snapshot before = bench.snapshot();
        assertThat(bench.run("load", "--hour", Items.HOUR)).failedWith(ExitCode.DATA_REFUSED, parts);
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
