package io.tidemark.loader.config;

import static io.tidemark.loader.config.ConfigurationTest.EVERYTHING;
import static io.tidemark.loader.config.ConfigurationTest.REQUIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.loader.cli.Tidemark;
import io.tidemark.loader.model.AirflowSettings;
import io.tidemark.loader.model.AirflowSettings.Monitor;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Schedule;
import io.tidemark.loader.model.ScheduledPipelines;
import io.tidemark.loader.testing.Workbench;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the DAGs are told. */
class AirflowSettingsTest {

    private static final String START = "tidemark.pipelines.orders.airflow.start = \"2026-11-22T13:00Z\"\n";

    private static final String AIRFLOW = """
            tidemark.airflow {
              runner = kubernetes, java = /opt/java/bin/java, java-options = [-Xmx1g]
              jar = /opt/tidemark.jar, config = /etc/tidemark.conf
              target-connection = shop, s3-connection = lake, pool = shop_target, pool-slots = 3, executor = CeleryExecutor
              deadline-alerts = true
              monitor {
                dms-tasks = ["arn:aws:dms:eu-west-1:123456789012:task:A"], aws-connection = watcher
                every = 5m, latency-limit = 90s, metrics-namespace = Shop
              }
              kubernetes { image = "tidemark:1", labels { team = data } }
              ecs { cluster = jobs }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void defaults() {
        ScheduledPipelines scheduled = read(REQUIRED + START);
        assertThat(scheduled.airflow())
                .isEqualTo(new AirflowSettings(
                        AirflowSettings.Runner.LOCAL,
                        "java",
                        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "default_pool",
                        8,
                        Optional.empty(),
                        false,
                        new Monitor(
                                List.of(),
                                Optional.empty(),
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(15),
                                Optional.empty()),
                        "{}",
                        "{}"));
        assertThat(scheduled.pipelines())
                .singleElement()
                .satisfies(one -> assertThat(one.schedule())
                        .isEqualTo(new Schedule(
                                Optional.of(Instant.parse("2026-11-22T13:00:00Z")),
                                "data-team",
                                Optional.empty(),
                                List.of(),
                                true,
                                4,
                                6,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(15),
                                Duration.ofHours(2),
                                Duration.ofHours(6),
                                Duration.ofHours(1))));
    }

    @Test
    void everyKeyIsRead() {
        ScheduledPipelines scheduled = read(EVERYTHING + AIRFLOW);
        assertThat(scheduled.airflow())
                .isEqualTo(new AirflowSettings(
                        AirflowSettings.Runner.KUBERNETES,
                        "/opt/java/bin/java",
                        List.of("-Xmx1g"),
                        Optional.of("/opt/tidemark.jar"),
                        Optional.of("/etc/tidemark.conf"),
                        Optional.of("shop"),
                        Optional.of("lake"),
                        "shop_target",
                        3,
                        Optional.of("CeleryExecutor"),
                        true,
                        new Monitor(
                                List.of("arn:aws:dms:eu-west-1:123456789012:task:A"),
                                Optional.of("watcher"),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(90),
                                Optional.of("Shop")),
                        "{\"image\":\"tidemark:1\",\"labels\":{\"team\":\"data\"}}",
                        "{\"cluster\":\"jobs\"}"));
        assertThat(scheduled.pipelines().get(0).schedule())
                .isEqualTo(new Schedule(
                        Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
                        "sales",
                        Optional.of("https://wiki/sales"),
                        List.of("shop", "cdc"),
                        false,
                        9,
                        3,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(7),
                        Duration.ofMinutes(45),
                        Duration.ofHours(2),
                        Duration.ofMinutes(20)));
    }

    @Test
    void whatDagsCannotDoWithoutIsAskedForWithEverythingElse() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(REQUIRED + """
                        tidemark.airflow.runner = nomad
                        tidemark.pipelines.orders.airflow { owner-link = wiki, retry-delay = 0s, retries = 1000 }
                        """))
                .withMessageContaining(": 5 problems in the configuration")
                .withMessageContaining("tidemark.airflow.runner is 'nomad'; expected local | kubernetes | ecs")
                .withMessageContaining("owner-link is no link; expected http://…, https://… or mailto:…")
                .withMessageContaining("retry-delay is PT0S; expected at least 1s")
                .withMessageContaining("retries is 1000; expected at most 100")
                .withMessageContaining("tidemark.pipelines.orders.airflow.start is missing; expected the first hour to"
                        + " load, e.g. 2026-11-22T13:00Z");
    }

    @Test
    void theFirstHourIsAnHour() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(REQUIRED + START.replace("13:00", "13:30")))
                .withMessageContaining("airflow.start is not the start of an hour; expected minute 0");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(REQUIRED + START.replace("T13:00Z", "")))
                .withMessageContaining("airflow.start is '2026-11-22'; expected a time with its offset");
    }

    /** The DAG processor's machine need not know the database. */
    @Test
    void neitherServersNorSecretsAreNeeded() throws JsonProcessingException {
        String text = REQUIRED.replace("\"jdbc:postgresql://db:5432/shop\"", "${TIDEMARK_UNSET_URL}") + START;
        Path config = Workbench.write(text);
        JsonNode description = pipelines("--config", config.toString());
        assertThat(description.at("/made_from").asText()).isEqualTo(config.toString());
        assertThat(description.at("/airflow/config").asText()).isEqualTo(config.toString());
        assertThat(description.at("/pipelines/0/table").asText()).isEqualTo("public.orders");
        assertThat(description.at("/pipelines/0/retry_delay_seconds").asInt()).isEqualTo(60);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SettingsReader.read(config))
                .withMessageContaining("a substitution has no value");
    }

    @Test
    void theFileHasWhatIsPrintedAndNothingPrivate() throws IOException {
        Path output = folder.resolve("new/shop.json");
        JsonNode description =
                pipelines("--config", Workbench.write(EVERYTHING + AIRFLOW).toString(), "--output", output.toString());
        assertThat(new ObjectMapper().readTree(Files.readString(output))).isEqualTo(description);
        assertThat(Files.readString(output)).doesNotContain("private");
        assertThat(output.resolveSibling(".")).isDirectoryContaining(file -> file.endsWith("shop.json"));
        try (var files = Files.list(output.resolveSibling("."))) {
            assertThat(files).hasSize(1);
        }
        assertThat(description.at("/airflow/kubernetes/labels/team").asText()).isEqualTo("data");
        assertThat(description.at("/made_from_sha256").asText()).matches("[0-9a-f]{64}");
    }

    private static JsonNode pipelines(String... options) throws JsonProcessingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] arguments = new String[options.length + 1];
        arguments[0] = "pipelines";
        System.arraycopy(options, 0, arguments, 1, options.length);
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new Tidemark(stream, stream, Map.of()).run(arguments);
        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return new ObjectMapper().readTree(lines[lines.length - 2]);
    }

    private static ScheduledPipelines read(String text) {
        return SettingsReader.readSchedules(Workbench.write(text));
    }
}
