package io.tidemark.sandbox;

import static java.util.stream.Collectors.joining;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** A peer of {@code scripts/bench}: what a program does that upserts by JDBC in batches, at its best. */
@Command(
        name = "bench-upserts",
        description = "Loads the hour that scripts/bench made: the newest change of each key, in key order, by JDBC's"
                + " batches of upserts and deletes, in one transaction.")
final class BenchUpserts implements Callable<Integer> {

    private static final int BATCH_ROWS = 512;

    @Option(names = "--job", required = true, description = "what to load where, as scripts/bench writes it")
    private Path file = Path.of("");

    private record Column(String name, String type) {}

    @Override
    public Integer call() throws SQLException {
        Config job = ConfigFactory.parseFile(file.toFile());
        Map<String, String> environment = System.getenv();
        List<GenericRecord> newest;
        try (SandboxS3 s3 = SandboxS3.at(
                URI.create(job.getString("endpoint")),
                environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                environment.getOrDefault("AWS_SECRET_ACCESS_KEY", ""))) {
            newest = inKeyOrder(BenchObjects.of(s3.client(), job).newest(job.getStringList("key")));
        }
        // stringtype: the server finds out which text is a uuid or a json. The rewriting makes a batch a few
        // statements.
        String url = job.getString("jdbc_url") + "?reWriteBatchedInserts=true&stringtype=unspecified";
        try (Connection connection =
                DriverManager.getConnection(url, job.getString("user"), environment.getOrDefault("PGPASSWORD", ""))) {
            connection.setAutoCommit(false);
            write(connection, job, newest);
            connection.commit();
        }
        return ExitCode.OK;
    }

    private static List<GenericRecord> inKeyOrder(Map<List<Object>, GenericRecord> newest) {
        return newest.entrySet().stream()
                .sorted((one, other) -> compare(one.getKey(), other.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    @SuppressWarnings("unchecked") // Keys are numbers or texts, and of one table all alike.
    private static int compare(List<Object> one, List<Object> other) {
        for (int column = 0; column < one.size(); column++) {
            int order = ((Comparable<Object>) one.get(column)).compareTo(other.get(column));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static void write(Connection connection, Config job, List<GenericRecord> rows) throws SQLException {
        List<Column> columns = job.getConfigList("columns").stream()
                .map(column -> new Column(column.getString("name"), column.getString("type")))
                .toList();
        List<String> key = job.getStringList("key");
        Predicate<GenericRecord> deleted =
                row -> row.get(BenchObjects.OPERATION).toString().equals("D");
        batches(
                connection,
                delete(key),
                columns.stream().filter(column -> key.contains(column.name())).toList(),
                rows.stream().filter(deleted).toList());
        batches(
                connection,
                upsert(columns, key),
                columns,
                rows.stream().filter(deleted.negate()).toList());
    }

    private static String delete(List<String> key) {
        return "DELETE FROM " + OrdersTable.NAME + " WHERE "
                + key.stream().map(column -> column + " = ?").collect(joining(" AND "));
    }

    private static String upsert(List<Column> columns, List<String> key) {
        String names = columns.stream().map(Column::name).collect(joining(", "));
        String assignments = columns.stream()
                .map(Column::name)
                .filter(name -> !key.contains(name))
                .map(name -> name + " = excluded." + name)
                .collect(joining(", "));
        return "INSERT INTO " + OrdersTable.NAME + " (" + names + ") VALUES ("
                + columns.stream().map(column -> "?").collect(joining(", ")) + ") ON CONFLICT ("
                + String.join(", ", key) + ") DO UPDATE SET " + assignments;
    }

    private static void batches(Connection connection, String sql, List<Column> columns, List<GenericRecord> rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (GenericRecord row : rows) {
                for (int index = 0; index < columns.size(); index++) {
                    Column column = columns.get(index);
                    statement.setObject(index + 1, value(row.get(column.name()), column.type()));
                }
                statement.addBatch();
                if (++waiting == BATCH_ROWS) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                statement.executeBatch();
            }
        }
    }

    private static @Nullable Object value(@Nullable Object value, String type) {
        if (value instanceof Instant instant) {
            return type.equals("timestamp without time zone")
                    ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                    : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return value instanceof CharSequence text ? text.toString() : value;
    }
}
