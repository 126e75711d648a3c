package io.tidemark.sandbox.dms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.ParquetReading;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.SandboxS3;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.generic.GenericRecord;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A source database, a bucket, and a task from the project's own documents between them. */
final class Bench implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An hour lasts 10 seconds, and the interval of a file a sixth of one. */
    static final int FACTOR = 360;

    private static final SandboxPostgres SOURCE = SandboxPostgres.sharedSource();
    private static final SandboxS3 S3 = SandboxS3.shared();
    private static final Path DOCUMENTS = Path.of("../../infra/dms");

    private final String database = SOURCE.createDatabase("app");
    private final String bucket = S3.createBucket("dms");
    private DmsDocuments documents;
    private @Nullable DmsTask task;

    private Bench(String... tables) {
        documents = documents(database, bucket, tables);
        // For ten hours, so that no file is closed before the task is told.
        target("CdcMaxBatchInterval", 36_000);
    }

    static Bench of(String... tables) {
        return new Bench(tables);
    }

    static DmsDocuments documents(String database, String bucket, String... tables) {
        return DmsDocuments.read(
                DOCUMENTS,
                DmsDocuments.TASK,
                Map.of("name", database, "bucket", bucket, "prefix", "dms", "source.database", database),
                List.of(tables));
    }

    Bench with(String document, String pointer, @Nullable Object value) {
        documents = documents.with(document, pointer, value);
        return this;
    }

    Bench target(String setting, @Nullable Object value) {
        return with(DmsDocuments.TARGET, "/S3Settings/" + setting, value);
    }

    Bench sql(String script) {
        SOURCE.jdbi(database).useHandle(handle -> {
            try (Statement statement = handle.getConnection().createStatement()) {
                statement.execute(script);
            } catch (SQLException e) {
                throw new AssertionError(script, e);
            }
        });
        return this;
    }

    Handle open() {
        return SOURCE.jdbi(database).open();
    }

    /** Waits until somebody waits for a lock in this database. */
    void awaitBlockedReader() throws InterruptedException {
        String waiting = "select exists (select 1 from pg_locks where not granted and database ="
                + " (select oid from pg_database where datname = current_database()))";
        await(() -> SOURCE.jdbi(database)
                .withHandle(handle ->
                        handle.createQuery(waiting).mapTo(Boolean.class).one()));
    }

    void awaitChangeFiles(int count) throws InterruptedException {
        await(() -> changeKeys().size() >= count);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the end of the patience").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    TaskStatus.Table table(TableId id) {
        return task().status().tables().stream()
                .filter(table -> table.table().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The task; made when first asked for. */
    DmsTask task() {
        DmsTask own = task;
        if (own == null) {
            LocalDateTime shown = LocalDateTime.of(2026, 11, 22, 13, 0);
            own = DmsTask.create(
                    documents,
                    SourceServer.of(SOURCE, database),
                    S3,
                    CompressedTime.from(shown.toInstant(ZoneOffset.UTC), FACTOR));
            task = own;
        }
        return own;
    }

    Bench loaded() {
        task().start();
        task().awaitLoaded(PATIENCE);
        return this;
    }

    Bench flushed() {
        task().flush(PATIENCE);
        return this;
    }

    List<String> keys() {
        return S3.client().listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** The change files. */
    List<String> changeKeys() {
        return keys().stream().filter(key -> !key.contains("/LOAD")).toList();
    }

    byte[] object(String key) {
        return S3.client()
                .getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    List<GenericRecord> records(String key) {
        return ParquetReading.records(object(key));
    }

    /** The rows of all change files, file by file. */
    List<GenericRecord> changes() {
        List<GenericRecord> all = new ArrayList<>();
        changeKeys().forEach(key -> all.addAll(records(key)));
        return all;
    }

    /** Columns of rows, each as text, between blanks; - for NULL. */
    List<String> changes(String... columns) {
        return changes().stream().map(row -> shown(row, columns)).toList();
    }

    static String shown(GenericRecord row, String... columns) {
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            Object value = row.hasField(column) ? row.get(column) : "no column";
            values.add(value == null ? "-" : value.toString());
        }
        return String.join(" ", values);
    }

    List<String> lines(String key) {
        return new String(object(key), UTF_8).lines().toList();
    }

    @Override
    public void close() {
        if (task != null) {
            task.close();
        }
    }
}
