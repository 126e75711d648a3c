package io.tidemark.loader.load;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is remembered and said of the schemas that a pipeline has met. */
class SchemaHistoryTest {

    private static final String ID = "int64 id";
    private static final String A = "binary a (STRING)";
    private static final String B = "binary b (STRING)";

    private static final String HISTORY = """
            select concat_ws(' ', substring(h.object_key from '([a-z]+)[.]parquet'), coalesce(h.compatibility, 'none'),
                             substring(other.object_key from '([a-z]+)[.]parquet'))
              from tidemark.schema_history h
              left join tidemark.schema_history other
                on other.pipeline = h.pipeline and other.fingerprint = h.compatible_with
             order by h.first_seen_at
            """;

    private final Workbench bench = Workbench.empty()
            .settings("pipelines.t.source { bucket = BUCKET, prefix = \"dms/t/\" }")
            .settings("pipelines.t.target { table = public.t, key = [id] }")
            .settings("pipelines.t.load.lookback = 0s");

    @Test
    void eachSchemaKnowsTheNewestOneThatItIsCompatibleWith() {
        prepare("id bigint primary key, a text, n bigint, d numeric");
        load(0, "first", file(ID, A, "int32 n").insert(1, 1L, "a", 1));
        load(1, "added", file(ID, A, "int32 n", B).insert(2, 2L, "a", 1, "b"));
        load(2, "wider", file(ID, A, "int64 n").insert(3, 3L, "a", 1L));
        load(3, "other", file(ID, "int64 a", "int64 n").insert(4, 4L, 4L, 1L));
        load(
                4,
                "decimal",
                file(ID, "int64 a", "int64 n", "binary d (DECIMAL(9,2))").insert(5, 5L, 5L, 1L, null));
        load(
                5,
                "scale",
                file(ID, "int64 a", "int64 n", "binary d (DECIMAL(9,3))").insert(6, 6L, 6L, 1L, null));
        load(6, "back", file(ID, A, "int32 n").insert(7, 7L, "a", 1));

        assertThat(texts(HISTORY))
                .containsExactly(
                        "first none",
                        "added full first",
                        "wider backward added",
                        "other none",
                        "decimal full other",
                        "scale full other");
    }

    @Test
    void messageNameOfTheWriterAndNamesThatAvroDoesNotAllowAreNoDifference() {
        prepare("id bigint primary key, \"größe-x\" text");
        load(0, "first", file(ID, "binary größe-x (STRING)").insert(1, 1L, "a"));
        ParquetFixture other = ParquetFixture.of("message another_writer { optional binary Op (STRING);"
                        + " optional binary dms_commit_ts (STRING); optional int64 id; optional binary größe-x (STRING);"
                        + " optional binary dms_change_seq (STRING); optional int64 BI_id; }")
                .row("I", "2024-05-01 00:00:02.000000", 2L, "b", ChangeFile.sequence(2), null);
        bench.upload(key(1, "second"), other.bytes());
        assertThat(bench.run("load", "--hour", hour(1))).succeeded();

        assertThat(texts(HISTORY)).containsExactly("first none", "second full first");
    }

    @Test
    void whatIsDoneBelongsToTheObjectThatNeededIt() {
        prepare("id bigint primary key");
        bench.upload(key(0, "1"), file(ID).insert(1, 1L).bytes());
        load(0, "2", file(ID, A).insert(2, 2L, "a"));
        bench.sql("alter table t drop column a");
        load(1, "3", file(ID, A).insert(3, 3L, "a"));

        String add = "alter table \"public\".\"t\" add column if not exists \"a\" text";
        assertThat(texts("select regexp_replace(object_key, '.*/', '') || ' ' || array_to_string(ddl, '; ')"
                        + " from tidemark.schema_history order by object_key"))
                .containsExactly("1.parquet ", "2.parquet " + add + "; " + add);
    }

    @Test
    void ignoredColumnsAreSaidAndRemembered() {
        bench.settings("pipelines.t.target.on-new-column = ignore");
        prepare("id bigint primary key");

        Outcome loaded = load(0, "1", file(ID, A, B).insert(1, 1L, "a", "b"));
        load(1, "2", file(ID, A, B).insert(2, 2L, "a", "b"));

        assertThat(loaded.log())
                .contains("pipeline=t object=" + key(0, "1") + " ignored=[a, b]: the target does not have them, and"
                        + " target.on-new-column is ignore");
        assertThat(texts("select ignored::text || ddl::text from tidemark.schema_history"))
                .containsExactly("{a,b}{}");
    }

    @Test
    void whatMayBeARenamedColumnIsSaidWithTheStatementThatMovesItsValues() {
        prepare("id bigint primary key, a text, only_here text default 'x'");
        load(0, "before", file(ID, A).insert(1, 1L, "one").insert(2, 2L, "two").insert(3, 3L, "three"));

        Outcome loaded = load(1, "after", file(ID, B).update(11, 1L, "uno").update(12, 2L, (Object) null));

        String statement =
                "update \"public\".\"t\" set \"b\" = \"a\" where _cdc_position is null or _cdc_position < '\\x"
                        + texts("select encode(_cdc_position, 'hex') from t where id = 1")
                                .get(0) + "'";
        assertThat(loaded.log())
                .contains("pipeline=t object=" + key(1, "after")
                        + " new=[b] gone=[a]: if this is a renamed column, rows that"
                        + " do not change keep NULL in the new one until a full load with --reload, or until somebody runs,"
                        + " with the columns that belong together: " + statement);
        bench.jdbi().useHandle(handle -> handle.execute(statement));
        assertThat(texts("select id || ' ' || coalesce(b, '-') from t order by id"))
                .containsExactly("1 uno", "2 -", "3 three");
    }

    @Test
    void columnThatIsOnlyAddedIsNotTakenForARenamedOne() {
        prepare("id bigint primary key, a text, only_here text default 'x'");
        load(0, "before", file(ID, A).insert(1, 1L, "one"));

        Outcome loaded = load(1, "after", file(ID, A, B).insert(2, 2L, "two", "b"));

        assertThat(loaded.log()).doesNotContain("renamed");
    }

    @Test
    void userThatMayNotAlterTheTargetIsToldTheStatement() {
        prepare("id bigint primary key");
        String role = "r_" + bench.database();
        bench.sql("create role " + role + " login password 'secret'; grant all on t to " + role
                + "; grant usage on schema tidemark to " + role + "; grant all on all tables in schema tidemark to "
                + role);
        bench.settings("target { user = " + role + ", password = secret }");
        bench.upload(key(0, "1"), file(ID, A).insert(1, 1L, "a").bytes());

        assertThat(bench.run("load", "--hour", hour(0)))
                .failedWith(
                        ExitCode.DATA_REFUSED,
                        "the target needs a change that PostgreSQL refuses: must be owner of table t; make it yourself, then"
                                + " load again: alter table \"public\".\"t\" add column if not exists \"a\" text");
    }

    private void prepare(String columns) {
        bench.sql("create table t (" + columns + ")");
        assertThat(bench.run("init")).succeeded();
    }

    private static ChangeFile file(String... columns) {
        return ChangeFile.of(List.of(columns), "id");
    }

    private static String key(int hour, String name) {
        return String.format(Locale.ROOT, "dms/t/year=2024/month=05/day=01/hour=%02d/%s.parquet", hour, name);
    }

    private static String hour(int hour) {
        return String.format(Locale.ROOT, "2024-05-01T%02d:00Z", hour);
    }

    private Outcome load(int hour, String name, ChangeFile file) {
        bench.upload(key(hour, name), file.bytes());
        Outcome outcome = bench.run("load", "--hour", hour(hour));
        assertThat(outcome).succeeded();
        return outcome;
    }

    private List<String> texts(String query) {
        return bench.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
