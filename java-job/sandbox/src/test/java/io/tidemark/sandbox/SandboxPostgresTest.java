package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SandboxPostgresTest {

    private static final String PASSWORD = "SELECT rolpassword FROM pg_authid WHERE rolname = current_user";

    private final SandboxPostgres postgres = SandboxPostgres.shared();

    @Test
    void a_wrong_password_is_refused() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("postgres"), postgres.user(), "wrong")
                        .close())
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void a_missing_password_is_refused() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("postgres") + "?user=" + postgres.user())
                        .close())
                .hasMessageContaining("password");
    }

    @Test
    void each_database_is_new_and_empty() {
        String first = postgres.createDatabase("fresh");
        String second = postgres.createDatabase("fresh");
        OrdersTable.create(postgres.jdbi(first));
        assertThat(first).isNotEqualTo(second).startsWith("fresh");
        assertThat(OrdersTable.compare(postgres.jdbi(first), Stream.empty()).same())
                .isTrue();
        assertThat(setting(postgres, second, "SELECT to_regclass('public.orders')::text"))
                .isNull();
    }

    @Test
    void a_database_prefix_that_is_no_plain_identifier_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> postgres.createDatabase("a\"b"))
                .withMessageContaining("database prefix must match");
    }

    @Test
    void the_version_is_told() {
        assertThat(postgres.version()).matches("1[5-9]\\.\\d+");
    }

    @Test
    void the_shared_server_does_not_wait_for_the_disk_nor_for_hashes_of_passwords() {
        assertThat(setting(postgres, "postgres", "SHOW fsync")).isEqualTo("off");
        assertThat(setting(postgres, "postgres", "SHOW synchronous_commit")).isEqualTo("off");
        assertThat(setting(postgres, "postgres", PASSWORD)).startsWith("md5");
    }

    @Test
    void commits_are_durable_settings_override_the_defaults_and_closing_ends_the_server() {
        SandboxPostgres own = SandboxPostgres.start(Map.of("max_connections", "33"));
        try (own) {
            assertThat(setting(own, "postgres", "SHOW fsync")).isEqualTo("on");
            assertThat(setting(own, "postgres", "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(setting(own, "postgres", "SHOW max_connections")).isEqualTo("33");
            assertThat(setting(own, "postgres", PASSWORD)).startsWith("SCRAM-SHA-256$");
        }
        assertThatThrownBy(() -> own.jdbi("postgres").open().close()).hasMessageContaining("refused");
    }

    private static @Nullable String setting(SandboxPostgres server, String database, String query) {
        return server.jdbi(database)
                .withHandle(handle ->
                        handle.createQuery(query).mapTo(String.class).findOne().orElse(null));
    }
}
