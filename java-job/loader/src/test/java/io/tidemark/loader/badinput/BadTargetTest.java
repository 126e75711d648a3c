package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Snapshot;
import io.tidemark.loader.testing.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target table or a database that is not as a load needs it. */
class BadTargetTest {

    private static final String ROLE_PASSWORD = "another-private";

    private final Workbench bench = Items.bench();

    @Test
    void aMissingTableIsTheConfigurationsFault() {
        bench.sql("drop table items");
        fails(
                ExitCode.CONFIGURATION,
                "target table public.items of pipeline items does not exist: create it, or run init --create-target");
    }

    @Test
    void initSaysTheSameOfAMissingTable() {
        bench.sql("drop table items");
        Snapshot before = bench.snapshot();
        assertThat(bench.run("init"))
                .failedWith(ExitCode.CONFIGURATION, "public.items of pipeline items does not exist")
                .withErrorClass("ConfigurationException");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    @Test
    void aDatabaseWithoutStateSchemaAsksForInit() {
        bench.sql("drop schema tidemark cascade");
        fails(ExitCode.CONFIGURATION, "pipeline items", "has init been run for this pipeline?");
    }

    @Test
    void aTableThatWasNotPreparedAsksForInit() {
        bench.sql("alter table items drop _cdc_position");
        fails(
                ExitCode.CONFIGURATION,
                "target table public.items of pipeline items is not prepared",
                "run init once with this configuration");
    }

    @Test
    void softDeletesNeedInitOnceMore() {
        bench.settings("pipelines.items.target.deletes = soft");
        fails(ExitCode.CONFIGURATION, "is not prepared: run init once with this configuration");
    }

    @Test
    void aKeyThatTheTableDoesNotHaveIsTheConfigurationsFault() {
        bench.settings("pipelines.items.target.key = [item_id]");
        fails(
                ExitCode.CONFIGURATION,
                "target table public.items has no column \"item_id\", which target.key names",
                "columns found: [id, label, small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docb", "address", "doc"})
    void aKeyOfATypeWhoseEqualValuesMayDifferIsTheConfigurationsFault(String column) {
        bench.settings("pipelines.items.target.key = [" + column + "]");
        fails(
                ExitCode.CONFIGURATION,
                "key column \"" + column + "\" of public.items is of type",
                "expected an integer, numeric");
    }

    @Test
    void initRefusesAKeyThatIsNotUnique() {
        bench.settings("pipelines.items.target.key = [small]");
        Snapshot before = bench.snapshot();
        assertThat(bench.run("init"))
                .failedWith(
                        ExitCode.CONFIGURATION,
                        "target table public.items has no primary key or unique index on exactly [small]",
                        "create one, or correct target.key");
        assertThat(bench.snapshot()).isEqualTo(before);
    }

    @Test
    void aRoleThatMayOnlyReadTheTargetIsToldWhatIsMissing() {
        asRole("grant select on items to %1$s; grant usage on schema tidemark to %1$s;"
                + " grant all on all tables in schema tidemark to %1$s");
        fails(
                ExitCode.ENVIRONMENT,
                "permission denied for table items",
                "grant it to the user of target.user",
                "SQLSTATE 42501");
    }

    @Test
    void aRoleWithoutRightsOnTheStateSchemaIsToldWhatIsMissing() {
        asRole("grant all on items to %1$s");
        fails(
                ExitCode.ENVIRONMENT,
                "permission denied for schema tidemark",
                "grant it to the user of target.user",
                "SQLSTATE 42501");
    }

    @Test
    void aRoleThatMayNotCreateTemporaryTablesIsToldSo() {
        bench.settings("pipelines.items.target.strategy = copy");
        asRole("grant all on items to %1$s; grant usage on schema tidemark to %1$s;"
                + " grant all on all tables in schema tidemark to %1$s;"
                + " revoke temporary on database " + bench.database() + " from public");
        fails(ExitCode.ENVIRONMENT, "permission denied to create temporary tables", "SQLSTATE 42501");
    }

    @Test
    void aReadOnlyDatabaseIsTheEnvironmentsFault() {
        bench.sql("alter database " + bench.database() + " set default_transaction_read_only = on");
        bench.upload(Items.key(0), Items.goodFile(4));
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(
                        ExitCode.ENVIRONMENT,
                        "the server or the database is read-only; check that target.url is the primary",
                        "SQLSTATE 25006");
    }

    /** A role that only has these rights; {@code %1$s} is its name. */
    private void asRole(String rights) {
        String role = "r_" + bench.database();
        bench.sql("create role " + role + " login password '" + ROLE_PASSWORD + "'; " + rights.formatted(role));
        bench.settings("target { user = " + role + ", password = " + ROLE_PASSWORD + " }");
    }

    private void fails(ExitCode code, String... parts) {
        bench.upload(Items.key(0), Items.goodFile(4, 5));
        Snapshot before = bench.snapshot();
        Outcome outcome = bench.run("load", "--hour", Items.HOUR);
        assertThat(outcome).failedWith(code, parts);
        assertThat(outcome.out() + outcome.err() + outcome.log()).doesNotContain(ROLE_PASSWORD);
        assertThat(bench.snapshot()).isEqualTo(before);
    }
}
