package io.tidemark.sandbox.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.sandbox.SandboxException;
import io.tidemark.sandbox.dms.TaskStatus.State;
import io.tidemark.sandbox.dms.TaskStatus.TableState;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** How a task goes through its life. */
class TaskRunTest {

    private static final TableId T = new TableId("public", "t");
    private static final String TABLE = "create table t (id integer primary key, a text, ok boolean)";

    @Test
    void csv_looks_as_in_real_files_and_load_files_are_numbered_in_hexadecimal() {
        try (Bench bench = Bench.of("public.t")
                .target("DataFormat", "csv")
                .target("DatePartitionEnabled", false)
                .target("MaxFileSize", 1)
                .with(DmsDocuments.SOURCE, "/PostgreSQLSettings/MapBooleanAsBoolean", null)
                .sql("create table t (id integer primary key, a text, ok boolean, r real, d double precision)")
                .sql("insert into t select n, repeat('x', 600), true, 11, 0.1 from generate_series(1, 20) n")
                .loaded()) {
            bench.sql("insert into t values (21, 'say \"hi\", you', null, null, null)")
                    .sql("update t set id = 22 where id = 21")
                    .sql("delete from t where id = 22")
                    .flushed();

            assertThat(bench.keys().subList(1, 11))
                    .startsWith("dms/public/t/LOAD00000001.csv")
                    .endsWith("dms/public/t/LOAD00000009.csv", "dms/public/t/LOAD0000000A.csv");
            assertThat(bench.changeKeys()).singleElement().asString().matches("dms/public/t/20261122-\\d{9}\\.csv");
            assertThat(bench.lines("dms/public/t/LOAD00000001.csv").get(0))
                    .matches("I,2026-11-22 \\d\\d:\\d\\d:\\d\\d\\.\\d{6},1,x{600},true,\\+1.10000000e\\+01,"
                            + "\\+1.0000000000000000e-01,,");
            assertThat(bench.lines(bench.changeKeys().get(0)).stream()
                            .map(line -> line.replaceAll("20\\d\\d-[-: .\\d]+", "TIME")
                                    .replaceAll("\\d{33}", "")))
                    .containsExactly(
                            "I,TIME,21,\"say \"\"hi\"\", you\",,,,61,",
                            "U,TIME,22,\"say \"\"hi\"\", you\",,,,62,21",
                            "D,TIME,22,,,,,63,");
        }
    }

    @Test
    void what_changes_during_a_load_comes_after_it_and_files_can_come_late() throws InterruptedException {
        try (Bench bench = Bench.of("public.t")
                        .sql(TABLE)
                        .sql("insert into t values (1, 'old')")
                        .loaded();
                Handle other = bench.open()) {
            bench.sql("update t set a = 'before' where id = 1").flushed();
            other.begin();
            other.execute("lock table t in access exclusive mode");
            bench.task().reload(T);
            bench.awaitBlockedReader();
            assertThat(bench.table(T).state()).isEqualTo(TableState.FULL_LOAD).hasToString("Full load");
            other.execute("update t set a = 'during' where id = 1");
            other.execute("insert into t values (2, 'new')");
            other.commit();
            bench.task().awaitLoaded(Bench.PATIENCE);
            bench.flushed();

            assertThat(bench.records("dms/public/t/LOAD00000001.parquet"))
                    .extracting(row -> Bench.shown(row, "Op", "id", "a", "dms_change_seq", "BI_id"))
                    .containsExactly("I 1 before  -");
            assertThat(bench.changes("Op", "id", "a")).containsExactly("U 1 before", "U 1 during", "I 2 new");
            assertThat(bench.table(T)).isEqualTo(new TaskStatus.Table(T, TableState.TABLE_COMPLETED, 1, 1, 2, 0));

            bench.task().hold();
            bench.sql("insert into t values (3, 'held')").flushed();
            assertThat(bench.changes("a")).doesNotContain("held");
            bench.task().pause();
            bench.sql("insert into t values (4, 'unread')");
            Thread.sleep(300);
            assertThat(bench.task().release()).isEqualTo(1);
            assertThat(bench.changes("a")).contains("held").doesNotContain("unread");
            bench.task().unpause();
            bench.flushed();
            assertThat(bench.changes("a")).contains("unread");
        }
    }

    @Test
    void a_file_is_closed_after_the_interval_and_named_for_that_moment() throws InterruptedException {
        try (Bench bench = Bench.of("public.t")
                .target("CdcMaxBatchInterval", 60)
                .sql(TABLE)
                .loaded()) {
            bench.sql("insert into t values (1)");
            bench.awaitChangeFiles(1);

            String key = bench.changeKeys().get(0);
            LocalDateTime committed = LocalDateTime.parse(
                    bench.changes("dms_commit_ts").get(0), DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS"));
            LocalDateTime closed = LocalDateTime.parse(
                    key.replaceAll(".*/|\\.parquet", ""), DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS"));
            assertThat(closed).isAfterOrEqualTo(committed.plusSeconds(60));
            assertThat(key).startsWith(closed.format(DateTimeFormatter.ofPattern("'dms/public/t/'yyyy/MM/dd/HH/")));
        }
    }

    @Test
    void a_resumed_task_writes_again_what_it_had_not_confirmed() throws InterruptedException {
        try (Bench bench = Bench.of("public.t", "public.u")
                // Files of large rows close at once, others not before the task is told.
                .target("CdcMinFileSize", 1)
                .sql(TABLE)
                .sql("create table u (id integer primary key)")
                .loaded()) {
            bench.sql("insert into u values (1)").sql("insert into t values (1, repeat('x', 2000))");
            bench.awaitChangeFiles(1);
            bench.task().stop();
            assertThat(bench.task().status().state()).isEqualTo(State.STOPPED);
            bench.sql("insert into u values (2)");
            bench.task().resume();
            bench.flushed();

            List<String> twice = bench.changeKeys().stream()
                    .filter(key -> key.contains("/t/"))
                    .toList();
            assertThat(twice).hasSize(2);
            GenericRecord first = bench.records(twice.get(0)).get(0);
            GenericRecord second = bench.records(twice.get(1)).get(0);
            assertThat(Bench.shown(second, "Op", "dms_commit_ts", "id", "a"))
                    .isEqualTo(Bench.shown(first, "Op", "dms_commit_ts", "id", "a"));
            List<GenericRecord> others =
                    bench.changes().stream().filter(row -> !row.hasField("a")).toList();
            assertThat(others).extracting(row -> Bench.shown(row, "Op", "id")).containsExactly("I 1", "I 2");
            assertThat(others.get(0).get("dms_change_seq"))
                    .as("the counter begins anew")
                    .asString()
                    .endsWith("0000000000000000061");
            assertThat(bench.keys())
                    .as("nothing is loaded again, and empty tables have no file")
                    .noneMatch(key -> key.contains("LOAD"));
        }
    }

    @Test
    void a_load_that_had_not_ended_is_done_again() throws InterruptedException {
        try (Bench bench = Bench.of("public.t", "public.u")
                        .sql(TABLE)
                        .sql("create table u (id integer primary key)")
                        .sql("insert into t values (1, 'a'), (2, 'b')")
                        .loaded();
                Handle other = bench.open()) {
            other.begin();
            other.execute("lock table t in access exclusive mode");
            bench.task().reload(T);
            bench.awaitBlockedReader();
            bench.task().stop();
            other.execute("insert into t values (3, 'c')");
            other.commit();
            bench.task().resume();
            bench.task().awaitLoaded(Bench.PATIENCE);
            bench.flushed();

            assertThat(bench.table(T).fullLoadRows()).isEqualTo(3);
            assertThat(bench.records("dms/public/t/LOAD00000001.parquet"))
                    .extracting(row -> Bench.shown(row, "id", "a"))
                    .containsExactlyInAnyOrder("1 a", "2 b", "3 c");
        }
    }

    @Test
    void folders_are_cleared_where_the_documents_say_so_and_tables_without_a_key_lose_updates() {
        try (Bench bench = Bench.of("public.t", "public.keyless")
                .with(DmsDocuments.SETTINGS, "/ChangeProcessingDdlHandlingPolicy/HandleSourceTableTruncated", true)
                .with(DmsDocuments.SETTINGS, "/FullLoadSettings/TargetTablePrepMode", "DROP_AND_CREATE")
                .sql(TABLE)
                .sql("create table keyless (n numeric(40, 2)); alter table keyless replica identity full")
                .sql("insert into t values (1, 'a')")
                .loaded()) {
            bench.sql("insert into t values (2, 'b')")
                    .sql("insert into keyless values (1e30)")
                    .sql("update keyless set n = 2")
                    .sql("delete from keyless")
                    .flushed();
            assertThat(bench.keys()).extracting(key -> key.split("/", -1)[2]).containsExactly("keyless", "t", "t");
            assertThat(bench.records(bench.changeKeys().get(0)))
                    .extracting(row -> Bench.shown(row, "Op", "n"))
                    .containsExactly("I 1" + "0".repeat(30) + ".00");

            bench.sql("truncate t").flushed();
            assertThat(bench.keys()).noneMatch(key -> key.contains("/t/"));

            bench.task().stop();
            bench.sql("insert into keyless values (7)");
            bench.loaded();
            assertThat(bench.keys()).containsExactly("dms/public/keyless/LOAD00000001.parquet");
        }
    }

    @Test
    void a_truncate_stops_the_task_and_so_does_a_value_over_the_limit() {
        try (Bench bench = Bench.of("public.t", "public.u")
                .with(DmsDocuments.SETTINGS, "/TargetMetadata/LobMaxSize", 1)
                .sql(TABLE)
                .sql("create table u (id integer primary key)")
                .loaded()) {
            bench.sql("insert into t values (1, repeat('é', 512))").flushed();
            bench.sql("insert into t values (2, repeat('x', 513))");

            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(bench::flushed)
                    .withMessageContaining("column a has a value of 1026 bytes, as DMS counts them; LobMaxSize allows"
                            + " 1024, and the task is to stop");
            assertThat(bench.task().status().state()).isEqualTo(State.FAILED);
            assertThat(bench.task().status().failure())
                    .hasValueSatisfying(why -> assertThat(why).contains("column a"));

            bench.task().stop();
            bench.sql("truncate u");
            bench.task().start();
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> bench.task().awaitLoaded(Bench.PATIENCE))
                    .withMessageContaining("column a has a value");

            bench.task().stop();
            bench.sql("delete from t where id = 2");
            bench.task().start();
            bench.task().awaitLoaded(Bench.PATIENCE);
            bench.sql("truncate u");
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(bench::flushed)
                    .withMessageContaining("table public.u was truncated, and ApplyErrorFailOnTruncationDdl is true");
        }
    }

    @Test
    void values_over_the_limit_are_cut_where_nothing_says_otherwise() {
        DmsValues values = new DmsValues(TaskDefinition.of(Bench.documents("app", "b", "public.t")
                .with(DmsDocuments.SETTINGS, "/TargetMetadata/LobMaxSize", 1)
                .with(DmsDocuments.SETTINGS, "/ErrorBehavior/DataTruncationErrorPolicy", "LOG_ERROR")
                .with(DmsDocuments.SOURCE, "/PostgreSQLSettings/FailTasksOnLobTruncation", false)
                .with(DmsDocuments.SOURCE, "/ExtraConnectionAttributes", "unboundedVarcharMaxSize=5;")));
        SourceSettings source =
                TaskDefinition.of(Bench.documents("app", "b", "public.t")).source();

        assertThat(kept(values, source, "text", "x".repeat(600))).isEqualTo("x".repeat(512));
        assertThat(kept(values, source, "text", "x".repeat(511) + "🚚")).isEqualTo("x".repeat(511));
        assertThat(kept(values, source, "xml", "é".repeat(600))).isEqualTo("é".repeat(512));
        assertThat(kept(values, source, "bytea", new byte[1030])).isEqualTo(new byte[1024]);
        assertThat(kept(values, source, "varchar", "ééé")).isEqualTo("éé");
        assertThat(kept(values, source, "bpchar", "ab  ")).isEqualTo("ab");
        assertThat(kept(values, source, "numeric", new BigDecimal("1.23456789")))
                .isEqualTo(new BigDecimal("1.234568"));
    }

    private static Object kept(DmsValues values, SourceSettings source, String type, Object value) {
        SourceColumn column = new SourceColumn("c", type, 0, 0);
        return values.kept(column, DmsType.of(column, source), value);
    }

    @Test
    void a_task_without_a_slot_cannot_resume_and_one_without_tables_cannot_start() {
        try (Bench bench = Bench.of("public.missing")) {
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> bench.task().resume())
                    .withMessageMatching("there is no slot app_\\d+ to resume from; start the task");
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> bench.task().start())
                    .withMessage("the source has no table that the task's mappings select");
        }
    }
}
