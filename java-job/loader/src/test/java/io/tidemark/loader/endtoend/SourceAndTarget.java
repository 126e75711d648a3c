package io.tidemark.loader.endtoend;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Workbench;
import io.tidemark.sandbox.OrdersTable;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.dms.CompressedTime;
import io.tidemark.sandbox.dms.DmsDocuments;
import io.tidemark.sandbox.dms.DmsTask;
import io.tidemark.sandbox.dms.SourceServer;
import io.tidemark.sandbox.workload.Mix;
import io.tidemark.sandbox.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;

/**
 * An application's database, a DMS task from the project's own documents, a bucket, and a target with a pipeline for each
 * table. An hour of the task lasts three seconds; all of its hours lie in the past.
 */
final class SourceAndTarget implements AutoCloseable {

    private static final SandboxPostgres SOURCE = SandboxPostgres.sharedSource();
    private static final Path DOCUMENTS = Path.of("../../infra/dms");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FACTOR = 1_200;
    private static final int HOURS_AGO = 72;
    private static final int ORDERS_AT_FIRST = 200;

    private final String database = SOURCE.createDatabase("shop");
    private final Jdbi source = SOURCE.jdbi(database);
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(HOURS_AGO, ChronoUnit.HOURS);
    private final CompressedTime time = CompressedTime.from(begin, FACTOR);
    private final Workbench target = Workbench.empty()
            .environment("TIDEMARK_SOURCE_USER", SOURCE.user())
            .environment("TIDEMARK_SOURCE_PASSWORD", SOURCE.password());
    private final Workload workload;
    private final DmsTask task;

    SourceAndTarget(long seed, Mix mix, UnaryOperator<DmsDocuments> settings) {
        this.workload = Workload.create(source, seed, mix, ORDERS_AT_FIRST);
        DmsDocuments documents = DmsDocuments.read(
                DOCUMENTS,
                DmsDocuments.TASK,
                Map.of("name", database, "bucket", target.bucket(), "prefix", "dms", "source.database", database),
                List.of("public.orders", "public.order_details"));
        this.task = DmsTask.create(settings.apply(documents), SourceServer.of(SOURCE, database), target.s3(), time);
    }

    Workload workload() {
        return workload;
    }

    DmsTask task() {
        return task;
    }

    SourceAndTarget atSource(String sql) {
        source.useHandle(handle -> handle.execute(sql));
        return this;
    }

    /** Makes the pipelines and their tables; the settings are those of both, below {@code source}. */
    void prepareTarget(String settings, String keptWhenNull) {
        pipeline("orders", "order_id", settings, keptWhenNull);
        pipeline("order_details", "order_id, product_id", settings, "");
        target.sql(OrdersTable.ddl());
        target.sql("create table order_details (order_id bigint, product_id integer, unit_price real, quantity integer,"
                + " discount real, primary key (order_id, product_id))");
        assertThat(target.run("init")).succeeded();
    }

    private void pipeline(String table, String key, String settings, String keptWhenNull) {
        target.settings(
                "pipelines." + table + ".source { bucket = BUCKET, prefix = \"dms/public/" + table
                        + "/\", layout = date-hour, " + settings + " }",
                "pipelines." + table + ".target { table = public." + table + ", key = [" + key + "], keep-when-null = ["
                        + keptWhenNull + "] }");
    }

    /** Has the task write everything up to now. */
    SourceAndTarget written() {
        task.flush(PATIENCE);
        return this;
    }

    SourceAndTarget loadedByTask() {
        task.awaitLoaded(PATIENCE);
        return this;
    }

    Outcome run(String command, String... options) {
        return target.run(command, options);
    }

    void must(String command, String... options) {
        assertThat(target.run(command, options)).succeeded();
    }

    /** Loads every hour that has begun. */
    void loadHours() {
        Instant now = time.now().toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS);
        must(
                "load",
                "--from",
                begin.toString(),
                "--to",
                now.plus(1, ChronoUnit.HOURS).toString());
    }

    /** The source by the loader's own judgement, and by that of a query. */
    void assertEqual() {
        Outcome verified = target.run("verify", "--source-url", SOURCE.url(database), "--patience", "PT0S", "--json");
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(target.run("verify").exitCode()).isZero();
        for (String table : List.of("orders", "order_details")) {
            String rows = rows(table);
            assertThat(all(target.jdbi(), rows)).isEqualTo(all(source, rows)).isNotEmpty();
        }
    }

    /** The columns that the source has now. */
    private String rows(String table) {
        String columns = source.withHandle(handle -> handle.createQuery("select string_agg(quote_ident(attname) ||"
                        + " '::text', ', ' order by attname) from pg_attribute where attrelid ="
                        + " cast(:table as regclass) and attnum > 0 and not attisdropped")
                .bind("table", "public." + table)
                .mapTo(String.class)
                .one());
        return "select row(" + columns + ")::text from public." + table;
    }

    private static List<String> all(Jdbi database, String query) {
        return database.withHandle(handle -> {
            handle.execute("set timezone = 'UTC'");
            return handle.createQuery(query).mapTo(String.class).stream()
                    .sorted()
                    .toList();
        });
    }

    /** How many objects there are whose keys match. */
    long objects(String pattern) {
        return target
                .s3()
                .client()
                .listObjectsV2Paginator(request -> request.bucket(target.bucket()))
                .contents()
                .stream()
                .filter(object -> object.key().matches(pattern))
                .count();
    }

    @Override
    public void close() {
        workload.close();
        task.close();
    }
}
