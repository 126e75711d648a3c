package io.tidemark.loader.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.testing.Workbench;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every key with its default and with a value of its own, so that neither changes unnoticed. */
class ConfigurationTest {

    /** What has no default. */
    static final String REQUIRED = """
            tidemark {
              target { url = "jdbc:postgresql://db:5432/shop", user = loader }
              pipelines.orders {
                source { bucket = lake, prefix = "dms/orders" }
                target { table = public.orders, key = [order_id] }
              }
            }
            """;

    static final String EVERYTHING = """
            tidemark {
              s3 {
                region = eu-central-1, endpoint = "http://localhost:4566", path-style = true, attempts = 7
                read-timeout = 2m
              }
              target {
                url = "jdbc:postgresql://db/shop?ssl=true&password=url-private"
                user = loader, password = private, state-schema = "Sync State"
              }
              pipeline-defaults.load.settle = 9m
              pipelines.order-lines_2 {
                source {
                  bucket = lake, prefix = "dms/lines/", full-load-prefix = "dms/full", layout = date-day
                  format = csv, columns = [Op, order_id], csv { delimiter = ";", null-value = "\\\\N", header = true }
                  debezium { types { created_at = io.debezium.time.MicroTimestamp } }
                  op-column = op, timestamp-column = ts, position-column = seq, before-image-prefix = "OLD_"
                }
                target {
                  table = "Shop.\\"Lines\\"", key = [order_id, line], deletes = soft, on-new-column = ignore
                  on-nul-character = strip, keep-when-null = [note, photo], strategy = server-import
                }
                load {
                  lookback = 1d, max-quarantined-rows = 12, reload-margin = 15s, tombstone-retention = 30d
                  lock-timeout = 30s, fold-memory = 64MiB, readers = 3
                }
                airflow {
                  start = "2026-11-01T02:00+02:00", owner = sales, owner-link = "https://wiki/sales", tags = [shop, cdc]
                  catchup = false, max-active-runs = 9, retries = 3, retry-delay = 5s, max-retry-delay = 7m
                  timeout = 45m, not-ready-timeout = 2h, late-after = 20m
                }
              }
            }
            """;

    @Test
    void defaultsOfTheServers() {
        Settings settings = read(REQUIRED);
        assertThat(settings.s3())
                .isEqualTo(new Settings.S3("eu-west-1", Optional.empty(), false, 5, Duration.ofSeconds(60)));
        assertThat(settings.target())
                .isEqualTo(new Settings.Database(
                        "jdbc:postgresql://db:5432/shop", "loader", Optional.empty(), "tidemark"));
    }

    @Test
    void defaultsOfAPipeline() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(read(REQUIRED).pipelines())
                .containsExactly(new Pipeline(
                        "orders",
                        new Pipeline.Source(
                                "lake",
                                "dms/orders/",
                                Optional.empty(),
                                Pipeline.Layout.HIVE,
                                Pipeline.Format.PARQUET,
                                List.of(),
                                new Pipeline.Csv(',', "", false),
                                new Pipeline.Debezium(Map.of()),
                                "Op",
                                "dms_commit_ts",
                                "dms_change_seq",
                                "BI_"),
                        new Pipeline.Target(
                                new TableName("public", "orders"),
                                List.of("order_id"),
                                Pipeline.Deletes.HARD,
                                Pipeline.NewColumn.ADD,
                                Pipeline.NulCharacter.FAIL,
                                List.of(),
                                Pipeline.Strategy.AUTO),
                        new Pipeline.Load(
                                Duration.ofHours(6),
                                Duration.ofMinutes(5),
                                0,
                                Duration.ofMinutes(1),
                                Optional.of(Duration.ofDays(90)),
                                Duration.ofMinutes(10),
                                Runtime.getRuntime().maxMemory() / 4,
                                Math.min(8, Math.max(2, processors)))));
    }

    @Test
    void everyKeyOfTheServersIsRead() {
        Settings settings = read(EVERYTHING);
        assertThat(settings.s3())
                .isEqualTo(new Settings.S3(
                        "eu-central-1", Optional.of("http://localhost:4566"), true, 7, Duration.ofMinutes(2)));
        assertThat(settings.target())
                .isEqualTo(new Settings.Database(
                        "jdbc:postgresql://db/shop?ssl=true&password=url-private",
                        "loader",
                        Optional.of("private"),
                        "Sync State"));
    }

    @Test
    void everyKeyOfAPipelineIsRead() {
        assertThat(read(EVERYTHING).pipelines())
                .containsExactly(new Pipeline(
                        "order-lines_2",
                        new Pipeline.Source(
                                "lake",
                                "dms/lines/",
                                Optional.of("dms/full/"),
                                Pipeline.Layout.DATE_DAY,
                                Pipeline.Format.CSV,
                                List.of("Op", "order_id"),
                                new Pipeline.Csv(';', "\\N", true),
                                new Pipeline.Debezium(Map.of("created_at", "io.debezium.time.MicroTimestamp")),
                                "op",
                                "ts",
                                "seq",
                                "OLD_"),
                        new Pipeline.Target(
                                new TableName("shop", "Lines"),
                                List.of("order_id", "line"),
                                Pipeline.Deletes.SOFT,
                                Pipeline.NewColumn.IGNORE,
                                Pipeline.NulCharacter.STRIP,
                                List.of("note", "photo"),
                                Pipeline.Strategy.SERVER_IMPORT),
                        new Pipeline.Load(
                                Duration.ofDays(1),
                                Duration.ofMinutes(9),
                                12,
                                Duration.ofSeconds(15),
                                Optional.of(Duration.ofDays(30)),
                                Duration.ofSeconds(30),
                                64L << 20,
                                3)));
    }

    /** What this test's own configuration leaves out would be a key that nobody tests. */
    @Test
    void theConfigurationOfThisTestNamesEveryKeyOfTheReference() {
        Set<String> reference =
                keys(ConfigFactory.parseResources("reference.conf").resolve().getConfig("tidemark.pipeline-defaults"));
        Set<String> here = keys(ConfigFactory.parseString(EVERYTHING).getConfig("tidemark.pipelines.order-lines_2"));
        reference.add("source.debezium.types.created_at"); // columns have any name
        here.add("load.settle"); // comes from pipeline-defaults there
        assertThat(here).isEqualTo(reference);
    }

    private static Set<String> keys(com.typesafe.config.Config config) {
        Set<String> keys = new TreeSet<>();
        collect("", config.root(), keys);
        return keys;
    }

    private static void collect(String path, com.typesafe.config.ConfigObject object, Set<String> keys) {
        object.forEach((key, value) -> {
            if (value instanceof com.typesafe.config.ConfigObject child) {
                collect(path + key + ".", child, keys);
            } else {
                keys.add(path + key);
            }
        });
    }

    @Test
    void everyChoiceIsWrittenInLowerCaseWithDashes() {
        assertThat(Arrays.stream(new String[] {"hive", "date-hour", "date-day", "flat"})
                        .map(layout -> read(REQUIRED + "tidemark.pipelines.orders.source.layout = " + layout)
                                .pipelines()
                                .get(0)
                                .source()
                                .layout()))
                .containsExactly(Pipeline.Layout.values());
    }

    @Test
    void aPipelineWinsOverTheDefaultsOfAll() {
        Settings settings = read(REQUIRED
                + "tidemark.pipeline-defaults.load { lookback = 2h, settle = 1m }\n"
                + "tidemark.pipelines.orders.load.lookback = 3h");
        Pipeline.Load load = settings.pipelines().get(0).load();
        assertThat(load.lookback()).isEqualTo(Duration.ofHours(3));
        assertThat(load.settle()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void deletesMayBeRememberedForEver() {
        assertThat(read(REQUIRED + "tidemark.pipelines.orders.load.tombstone-retention = never")
                        .pipelines()
                        .get(0)
                        .load()
                        .tombstoneRetention())
                .isEmpty();
    }

    @Test
    void loadFilesOfOnePipelineDoNotLieWithinThoseOfAnother() {
        String nested = """
                tidemark.pipelines.archive = ${tidemark.pipelines.orders}
                tidemark.pipelines.archive.source.prefix = "dms/orders/archive"
                """;
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(REQUIRED + nested))
                .withMessageContaining(
                        "1) tidemark.pipelines.archive has its LOAD files in dms/orders/archive/, where they"
                                + " would count as a segment of pipeline orders, whose LOAD files are in dms/orders/; expected"
                                + " places that do not lie within each other, see source.full-load-prefix")
                .withMessageContaining("1 problem in");
        assertThat(read(REQUIRED + nested + "tidemark.pipelines.orders.source.full-load-prefix = dms/full")
                        .pipelines())
                .hasSize(2);
        assertThat(read(REQUIRED + nested + "tidemark.pipelines.archive.source.bucket = pond")
                        .pipelines())
                .hasSize(2);
        assertThat(read(REQUIRED + "tidemark.pipelines.twin = ${tidemark.pipelines.orders}")
                        .pipelines())
                .as("two targets of one source")
                .hasSize(2);
    }

    @Test
    void secretsAreNotInTheText() {
        assertThat(read(EVERYTHING).toString())
                .contains("password=[REDACTED]", "jdbc:postgresql://db/shop?…")
                .doesNotContain("private");
        assertThat(read(REQUIRED).target().toString()).contains("password=none");
    }

    @Test
    void pipelinesAreChosenByNameInTheOrderGiven() {
        Settings settings = read(REQUIRED + """
                tidemark.pipelines.a = ${tidemark.pipelines.orders}
                tidemark.pipelines.b = ${tidemark.pipelines.orders}
                """);
        assertThat(settings.select(List.of())).extracting(Pipeline::name).containsExactly("a", "b", "orders");
        assertThat(settings.select(List.of("orders", "a")))
                .extracting(Pipeline::name)
                .containsExactly("orders", "a");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> settings.select(List.of("a", "c")))
                .withMessage("unknown pipeline 'c'; the configuration has [a, b, orders]");
    }

    private static Settings read(String text) {
        return SettingsReader.read(Workbench.write(text));
    }
}
