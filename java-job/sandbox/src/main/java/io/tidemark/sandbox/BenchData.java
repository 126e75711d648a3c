package io.tidemark.sandbox;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Gives {@code scripts/bench} its servers and its data: the table before the hour, the hour as change files on S3, and
 * the newest change of each key as rows in a database of their own. Says where on one line of JSON.
 */
@Command(
        name = "bench-data",
        description = "Starts both servers with the data that scripts/bench measures with, prints where they are as one"
                + " line of JSON, and stays until its standard input ends.")
final class BenchData implements Callable<Integer> {

    /** A checkpoint, or a vacuum, in one run and not in the next would make them incomparable. */
    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "1GB",
            "max_wal_size", "16GB",
            "checkpoint_timeout", "1h",
            "autovacuum", "off",
            "jit", "on");

    @Option(names = "--table", description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default")
    private BenchTable table = BenchTable.ORDERS;

    @Option(names = "--mix", description = "of operations: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default")
    private BenchMix mix = BenchMix.MIXED;

    @Option(names = "--seed", description = "of the data; ${DEFAULT-VALUE} by default")
    private long seed = 1;

    @Option(names = "--rows", description = "rows before the hour; ${DEFAULT-VALUE} by default")
    private int rows = 1_000_000;

    @Option(names = "--changes", description = "changes in the hour; ${DEFAULT-VALUE} by default")
    private int changes = 1_000_000;

    @Option(names = "--files", description = "files of the hour; ${DEFAULT-VALUE} by default")
    private int files = 8;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rows < 1 || changes < 10 || files < 1 || (long) rows + changes > 100_000_000) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rows and --files must be at least 1, --changes at least 10, rows and changes together at most"
                            + " 100,000,000");
        }
        SandboxServers servers = SandboxServers.start("bench", SETTINGS);
        servers.configure(settings());
        BenchHour hour = BenchHour.of(seed, table, mix, new BenchKeys(rows, changes), files);
        fill(servers.postgres().jdbi(servers.database()), hour);
        String winnersDatabase = copyWinners(servers.postgres(), hour);
        long bytes = IntStream.range(0, files)
                .mapToLong(file -> upload(servers, hour, file))
                .sum();
        spec.commandLine().getOut().println(description(servers, winnersDatabase, bytes));
        System.in.transferTo(OutputStream.nullOutputStream());
        return ExitCode.OK;
    }

    /** The start is asked for by the command that tells how the operator runs the jar. */
    private String settings() {
        return """
                tidemark.pipelines.orders {
                  target.key = [%s]
                  airflow.start = "%sZ"
                }
                """.formatted(String.join(", ", table.key()), BenchHour.START);
    }

    /** Puts the table of the case in the place of the reference table. */
    private void fill(Jdbi target, BenchHour hour) {
        target.useHandle(handle -> handle.execute("DROP TABLE " + OrdersTable.NAME));
        create(target);
        CopyText.into(target, OrdersTable.NAME, hour.rowsBefore());
    }

    private void create(Jdbi database) {
        database.useHandle(handle -> handle.createScript(table.ddl()).execute());
    }

    /** Operation and position, then the columns of the table. */
    private String copyWinners(SandboxPostgres postgres, BenchHour hour) {
        String name = postgres.createDatabase("winners");
        Jdbi database = postgres.jdbi(name);
        create(database);
        database.useHandle(handle -> handle.execute(Resources.text("bench-winners.sql")));
        CopyText.into(database, "public.winners", hour.winners().map(BenchData::row));
        return name;
    }

    private static List<@Nullable Object> row(DmsChange change) {
        List<@Nullable Object> row = new ArrayList<>(List.of(change.operation().code(), change.position()));
        row.addAll(change.row());
        return row;
    }

    /** Uploads a change file and answers its size. */
    private long upload(SandboxServers servers, BenchHour hour, int file) {
        byte[] parquet = DmsFiles.of(table.schema(), table.key())
                .changes(() -> hour.changes(file).iterator());
        String key = DmsLayout.hive().changeFile(SandboxServers.PREFIX, BenchHour.START, file);
        servers.s3()
                .client()
                .putObject(request -> request.bucket(servers.bucket()).key(key), RequestBody.fromBytes(parquet));
        return parquet.length;
    }

    private static String description(SandboxServers servers, String winnersDatabase, long bytes) {
        String folder = DmsLayout.hive().changeFile(SandboxServers.PREFIX, BenchHour.START, 0);
        Map<String, Object> objects = Map.of(
                "kind", servers.s3().kind(),
                "endpoint", servers.s3().endpoint().toString(),
                "region", servers.s3().region(),
                "bucket", servers.bucket(),
                "folder", folder.substring(0, folder.lastIndexOf('/') + 1),
                "bytes", bytes);
        return ConfigValueFactory.fromMap(Map.of(
                        "hour", BenchHour.START + "Z",
                        "port", servers.postgres().port(),
                        "postgres", servers.postgres().version(),
                        "postmaster", servers.postgres().pid(),
                        "s3", objects,
                        "database", servers.database(),
                        "winners_database", winnersDatabase,
                        "config", servers.config().toString(),
                        "environment", servers.environment()))
                .render(ConfigRenderOptions.concise());
    }
}
