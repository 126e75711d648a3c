import static io.trino.testing.TestingSession.testSessionBuilder;

import io.airlift.json.JsonCodec;
import io.trino.Session;
import io.trino.plugin.hive.HiveConnectorFactory;
import io.trino.spi.Plugin;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs statements on a catalog of Glue and files in S3, both at one address, and writes down the rows of each as a line of JSON.
 * Arguments: the address, the schema, a file with the statements, separated by lines of {@code ---}, and one for the rows.
 */
public final class Trino {

    private Trino() {}

    public static void main(String[] arguments) throws Exception {
        String endpoint = arguments[0];
        Session session = testSessionBuilder()
                .setCatalog("awsdatacatalog")
                .setSchema(arguments[1])
                .build();
        try (DistributedQueryRunner trino =
                DistributedQueryRunner.builder(session).setNodeCount(1).build()) {
            trino.installPlugin(new Hive());
            trino.createCatalog("awsdatacatalog", "hive", settings(endpoint));
            List<String> lines = new ArrayList<>();
            for (String statement : Files.readString(Path.of(arguments[2])).split("(?m)^---$")) {
                MaterializedResult result = trino.execute(statement);
                List<List<String>> rows = result.getMaterializedRows().stream()
                        .map(MaterializedRow::getFields)
                        .map(fields -> fields.stream().map(String::valueOf).toList())
                        .toList();
                lines.add(JsonCodec.jsonCodec(Object.class).toJson(rows).replace("\n", " "));
            }
            Files.write(Path.of(arguments[3]), lines); // what is printed goes to Trino's log
        }
        System.exit(0);
    }

    private static final class Hive implements Plugin {

        @Override
        public Iterable<ConnectorFactory> getConnectorFactories() {
            return List.of(new HiveConnectorFactory("hive"));
        }
    }

    private static Map<String, String> settings(String endpoint) {
        return Map.ofEntries(
                Map.entry("hive.metastore", "glue"),
                Map.entry("hive.metastore.glue.region", "eu-west-1"),
                Map.entry("hive.metastore.glue.endpoint-url", endpoint),
                Map.entry("hive.metastore.glue.aws-access-key", "any"),
                Map.entry("hive.metastore.glue.aws-secret-key", "any"),
                Map.entry("hive.s3.endpoint", endpoint),
                Map.entry("hive.s3.aws-access-key", "any"),
                Map.entry("hive.s3.aws-secret-key", "any"),
                Map.entry("hive.s3.path-style-access", "true"),
                Map.entry("hive.s3.ssl.enabled", "false"),
                // As Athena reads folders, finds columns and projects partitions.
                Map.entry("hive.recursive-directories", "true"),
                Map.entry("hive.parquet.use-column-names", "true"),
                Map.entry("hive.partition-projection-enabled", "true"),
                Map.entry("hive.table-statistics-enabled", "false"),
                Map.entry("hive.security", "allow-all"));
    }
}
