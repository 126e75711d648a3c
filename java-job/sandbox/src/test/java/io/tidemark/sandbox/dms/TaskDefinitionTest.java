package io.tidemark.sandbox.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.sandbox.SandboxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskDefinitionTest {

    private static final TableId ORDERS = new TableId("public", "orders");

    private final DmsDocuments documents = Bench.documents("app", "my-bucket", "public.orders", "app.t2");

    @Test
    void the_project_s_own_documents_are_understood() {
        TaskDefinition task = TaskDefinition.of(documents);

        assertThat(task.name()).isEqualTo("app");
        assertThat(task.loads()).isTrue();
        assertThat(task.captures()).isTrue();
        assertThat(task.source()).isEqualTo(new SourceSettings(true, true, 10_485_760, ""));
        TargetSettings target = task.target();
        assertThat(target.tablePrefix(ORDERS)).isEqualTo("dms/public/orders/");
        assertThat(target.layout().changeFile("t/", LocalDateTime.of(2026, 11, 22, 13, 27, 5), 0))
                .isEqualTo("t/2026/11/22/13/20261122-132705000.parquet");
        assertThat(target.interval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(target.changeKilobytes()).isEqualTo(32_000);
        assertThat(target.loadKilobytes()).isEqualTo(1_048_576);
        assertThat(target.timestampColumn()).isEqualTo("dms_commit_ts");
        assertThat(target.loadOp()).isTrue();
        assertThat(target.taskStart()).isTrue();
        assertThat(target.file().extension()).isEqualTo(".parquet");
        assertThat(task.settings()).isEqualTo(new TaskSettings(512 * 1024, true, false, false, true, true));
    }

    @Test
    void mappings_select_tables_and_add_columns() {
        TableMappings mappings = TaskDefinition.of(documents).mappings();

        assertThat(mappings.selects(ORDERS)).isTrue();
        assertThat(mappings.selects(new TableId("app", "t2"))).isTrue();
        assertThat(mappings.selects(new TableId("public", "t2"))).isFalse();
        assertThat(mappings.selects(new TableId("public", "awsdms_ddl_audit"))).isFalse();
        assertThat(mappings.added(ORDERS))
                .containsExactly(new AddedColumn("dms_change_seq", AddedColumn.Header.AR_H_CHANGE_SEQ));
        assertThat(mappings.beforeImage(ORDERS, "order_id")).contains("BI_order_id");
    }

    @Test
    void a_wildcard_selects_and_an_exclusion_wins() {
        DmsDocuments all = documents.with(
                DmsDocuments.MAPPINGS,
                "/rules",
                List.of(rule("include", "%", "order%"), rule("exclude", "public", "%_old")));
        TableMappings mappings = TaskDefinition.of(all).mappings();

        assertThat(mappings.selects(ORDERS)).isTrue();
        assertThat(mappings.selects(new TableId("app", "orders_old"))).isTrue();
        assertThat(mappings.selects(new TableId("public", "orders_old"))).isFalse();
        assertThat(mappings.selects(new TableId("public", "my_orders"))).isFalse();
        assertThat(mappings.beforeImage(ORDERS, "order_id")).isEmpty();
    }

    @Test
    void defaults_are_those_of_dms() {
        DmsDocuments bare = documents
                .with(DmsDocuments.TARGET, "/S3Settings", Map.of("BucketName", "b"))
                .with(DmsDocuments.SOURCE, "/PostgreSQLSettings", Map.of())
                .with(DmsDocuments.SOURCE, "/ExtraConnectionAttributes", null)
                .with(DmsDocuments.SETTINGS, "/TargetMetadata", Map.of())
                .with(DmsDocuments.SETTINGS, "/FullLoadSettings", Map.of())
                .with(DmsDocuments.SETTINGS, "/ErrorBehavior", Map.of())
                .with(
                        DmsDocuments.SETTINGS,
                        "/ChangeProcessingDdlHandlingPolicy",
                        Map.of("HandleSourceTableDropped", false));
        TaskDefinition task = TaskDefinition.of(bare);

        assertThat(task.source()).isEqualTo(new SourceSettings(false, false, 8_000, ""));
        assertThat(task.settings()).isEqualTo(new TaskSettings(32 * 1024, false, true, true, false, true));
        assertThat(task.target().tablePrefix(ORDERS)).isEqualTo("public/orders/");
        assertThat(task.target().file().extension()).isEqualTo(".csv");
        assertThat(task.target().file().csvNull()).isEmpty();
        assertThat(task.target().timestampColumn()).isEmpty();
        assertThat(task.target().loadOp()).isFalse();
    }

    @Test
    void whatever_is_not_understood_is_named_at_once() {
        DmsDocuments strange = documents
                .with(DmsDocuments.TARGET, "/S3Settings/PreserveTransactions", true)
                .with(DmsDocuments.TARGET, "/S3Settings/DataFormat", "orc")
                .with(DmsDocuments.TARGET, "/S3Settings/CdcPath", "txn")
                .with(DmsDocuments.SETTINGS, "/TargetMetadata/FullLobMode", true)
                .with(DmsDocuments.SETTINGS, "/StreamBufferSettings", Map.of())
                .with(
                        DmsDocuments.MAPPINGS,
                        "/rules",
                        List.of(Map.of("rule-name", "shout", "rule-action", "convert-uppercase")));

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> TaskDefinition.of(strange))
                .withMessage("""
                        the stand-in of DMS cannot do what its documents say:
                          S3Settings.PreserveTransactions is true; the stand-in can only do false
                          S3Settings.DataFormat is "orc"; the stand-in does [csv, parquet]
                          S3Settings.CdcPath is not known to the stand-in
                          rule shout.rule-action is "convert-uppercase"; the stand-in does [include, exclude, add_column, add_before_image_columns]
                          task settings.StreamBufferSettings is not known to the stand-in
                          TargetMetadata.FullLobMode is true; the stand-in can only do false""");
    }

    @Test
    void a_missing_value_is_named() {
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> DmsDocuments.read(
                        Path.of("../../infra/dms"), DmsDocuments.TASK, Map.of("name", "x"), List.of("a.b")))
                .withMessageContaining("create-endpoint.source.json: no value for {{source.database}}");
    }

    private static Map<String, Object> rule(String action, String schema, String table) {
        return Map.of(
                "rule-name",
                action,
                "rule-action",
                action,
                "object-locator",
                Map.of("schema-name", schema, "table-name", table));
    }
}
