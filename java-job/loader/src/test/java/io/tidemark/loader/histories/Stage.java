package io.tidemark.loader.histories;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.loader.config.SettingsReader;
import io.tidemark.loader.histories.History.Modes;
import io.tidemark.loader.load.FilesVerification;
import io.tidemark.loader.load.Initialisation;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.Verified;
import io.tidemark.loader.testing.TestS3;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.SandboxS3;
import io.tidemark.sandbox.ServerImportExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Where one worker plays its histories, one after the other: a database whose tables are emptied in between, and a
 * prefix for each history. Belongs to one thread.
 */
final class Stage implements AutoCloseable {

    private static final SandboxS3 S3 = TestS3.shared();
    private static final SandboxPostgres POSTGRES = SandboxPostgres.shared();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOCK_TIMEOUT = "50ms";

    /** Without the program by which the server would fetch objects, they are copied. */
    static final boolean SERVER_IMPORTS = ServerImportExtension.isPossible();

    private final String bucket = S3.createBucket("histories");
    private final String database = POSTGRES.createDatabase("histories");
    private final Set<String> prepared = new HashSet<>();
    private final Loader loader;
    private final Loader other;
    private final Handle admin;

    private Pipeline pipeline;
    private Modes modes = Modes.PLAIN;

    Stage() {
        // A lock that is waited for outside the loader's own limit would be found as a failure instead of never. The
        // same statements come by the thousand: planning each anew takes longer than running it.
        POSTGRES.jdbi("postgres").useHandle(handle -> {
            handle.execute("alter database " + database + " set lock_timeout = '10s'");
            handle.execute("alter database " + database + " set plan_cache_mode = force_generic_plan");
        });
        if (SERVER_IMPORTS) {
            ServerImportExtension.install(POSTGRES, database, S3);
        }
        admin = POSTGRES.jdbi(database).open();
        loader = new Loader(database);
        other = new Loader(database);
        pipeline = pipeline(Modes.PLAIN, "none/");
    }

    Loader loader() {
        return loader;
    }

    /** A second one beside it, as if it were a process of its own. */
    Loader otherLoader() {
        return other;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** An empty table, or one with the rows that it has before Tidemark, and an empty prefix. */
    void set(History history) {
        modes = history.modes();
        pipeline = pipeline(modes, "h" + NUMBERS.incrementAndGet() + "/");
        if (prepared.add(modes.shape())) {
            create();
        }
        admin.execute(emptied());
        history.before().forEach(this::insert);
    }

    private void create() {
        admin.execute("create table " + table() + " (id bigint primary key, name text, badge text, doc text)");
        new Initialisation(other.stores(), pipeline).run(false, Map.of());
        if (modes.unique()) {
            createUnique();
        }
    }

    /** What an operator does where no order of hours passes: load them all, then look whether the index holds. */
    boolean createUnique() {
        try {
            admin.execute("create unique index " + modes.shape() + "_badge on " + table() + " (badge)"
                    + (modes.soft() ? " where _cdc_deleted_at is null" : ""));
            return true;
        } catch (UnableToExecuteStatementException e) {
            return false;
        }
    }

    void dropUnique() {
        admin.execute("drop index " + modes.shape() + "_badge");
    }

    private String emptied() {
        String state = List.of("object_ledger", "watermark", "run", "schema_history", "fence", "verification").stream()
                .map(name -> "delete from tidemark." + name + ";")
                .collect(Collectors.joining());
        // Generation 0 stays: it says that tombstones were looked through today.
        state += "delete from tidemark.generation where number > 0;";
        return "delete from " + table() + "; delete from tidemark.tombstone__" + modes.shape() + ";" + state;
    }

    private void insert(int id, Map<String, String> values) {
        admin.createUpdate("insert into " + table() + " (id, name, badge, doc) values (:id, :name, :badge, :doc)")
                .bind("id", id)
                .bind("name", values.get(Change.NAME))
                .bind("badge", values.get(Change.BADGE))
                .bind("doc", values.get(Change.DOC))
                .execute();
    }

    /** Takes away what a history changed in the table itself. */
    void clear(History history) {
        if (history.newColumn() && modes.addColumns()) {
            drop(); // a dropped column would count towards PostgreSQL's limit of 1,600
        }
    }

    /** Takes objects out of the bucket. */
    void remove(Set<Loaded> loaded) {
        List<ObjectIdentifier> objects = loaded.stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        if (!objects.isEmpty()) {
            S3.client().deleteObjects(request -> request.bucket(bucket).delete(all -> all.objects(objects)));
        }
    }

    /** Takes the table itself away. */
    void drop() {
        admin.execute("drop table " + table() + "; drop table tidemark.tombstone__" + modes.shape());
        prepared.remove(modes.shape());
    }

    /** Uploads an object and answers its key and its ETag. */
    Loaded upload(ObjectFile file) {
        String key = pipeline.source().prefix() + file.path(modes.format());
        String etag = S3.client()
                .putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(file.bytes(modes)))
                .eTag()
                .replace("\"", "");
        return new Loaded(key, etag);
    }

    /** An object as the ledger knows it. */
    record Loaded(String key, String etag) {}

    /**
     * What the ledger holds.
     *
     * @param generation the current one, 0 before the first reload
     * @param counting objects of hours, and LOAD files of the current generation
     * @param former LOAD files of generations before it
     */
    record Ledger(int generation, Set<Loaded> counting, Set<Loaded> former) {}

    Ledger ledger() {
        int generation = admin.createQuery("select coalesce(max(number), 0) from tidemark.generation")
                .mapTo(Integer.class)
                .one();
        Map<Boolean, Set<Loaded>> objects = new HashMap<>();
        admin.createQuery("select object_key, etag, coalesce(generation, ?) = ? from tidemark.object_ledger")
                .bind(0, generation)
                .bind(1, generation)
                .map((row, context) -> objects.computeIfAbsent(row.getBoolean(3), counting -> new HashSet<>())
                        .add(new Loaded(row.getString(1), row.getString(2))))
                .list();
        return new Ledger(generation, objects.getOrDefault(true, Set.of()), objects.getOrDefault(false, Set.of()));
    }

    /** The living rows, each with what is not NULL in it. */
    SortedMap<Integer, SortedMap<String, String>> rows() {
        SortedMap<Integer, SortedMap<String, String>> rows = new TreeMap<>();
        String live = modes.soft() ? " where _cdc_deleted_at is null" : "";
        admin.createQuery("select id, jsonb_strip_nulls(to_jsonb(t) - 'id')::text from " + table() + " t" + live)
                .map((row, context) -> rows.put(row.getInt(1), values(row.getString(2))))
                .list();
        return rows;
    }

    /** Everything that the target table and the tombstones hold. */
    List<String> content() {
        return admin.createQuery("select t::text from " + table() + " t union all select k.id || ' ' || k._cdc_position"
                        + " from tidemark.tombstone__" + modes.shape() + " k order by 1")
                .mapTo(String.class)
                .list();
    }

    /** Holds the table against the files, and mends it if asked to. */
    Verified verify(boolean repair) {
        Run run = new Run("history", "verify", 1, "0", Instant.now());
        FilesVerification verification = new FilesVerification(loader.stores(), pipeline, run, 5);
        return repair ? verification.repair() : verification.verify();
    }

    /** Changes and removes living rows behind Tidemark's back, and answers how many. */
    int damage() {
        String lives = modes.soft() ? " and _cdc_deleted_at is null" : "";
        return admin.execute("update " + table() + " set name = 'damaged', doc = null where id % 3 = 0" + lives)
                + admin.execute("delete from " + table() + " where id % 3 = 1" + lives);
    }

    /** Ends a session and waits until it is gone, with less patience than PostgreSQL's own waiting has. */
    void terminate(int backend) {
        admin.execute("select pg_terminate_backend(?)", backend);
        while (admin.createQuery("select exists (select from pg_stat_activity where pid = ?)")
                .bind(0, backend)
                .mapTo(Boolean.class)
                .one()) {
            Thread.onSpinWait();
        }
    }

    /** Runs SQL on the table, whose name stands for {@code TABLE}. */
    void sql(String statement) {
        admin.execute(statement.replace("TABLE", table()));
    }

    private static SortedMap<String, String> values(String json) {
        try {
            return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String table() {
        return "public." + modes.shape();
    }

    private Pipeline pipeline(Modes wanted, String prefix) {
        Path file = null;
        try {
            file = Files.createTempFile("history", ".conf");
            Files.writeString(file, configuration(wanted, prefix));
            Pipeline read = SettingsReader.read(file).pipelines().get(0);
            Pipeline.Load load = read.load();
            // A budget that a few changes exceed is below what the configuration allows.
            Pipeline.Load small = new Pipeline.Load(
                    load.lookback(),
                    load.settle(),
                    load.maxQuarantinedRows(),
                    load.reloadMargin(),
                    load.tombstoneRetention(),
                    load.lockTimeout(),
                    wanted.foldMemory(),
                    load.readers());
            return new Pipeline(read.name(), read.source(), read.target(), small);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (file != null) {
                file.toFile().delete();
            }
        }
    }

    private String configuration(Modes wanted, String prefix) {
        return """
                tidemark {
                  target { url = "%s", user = none }
                  pipelines.%s {
                    source { bucket = "%s", prefix = "%s" }
                    %s
                    target {
                      table = public.%s, key = [id], deletes = %s, on-new-column = %s, keep-when-null = [%s]
                      strategy = %s
                    }
                    load { lookback = %dh, readers = %d, lock-timeout = %s, reload-margin = %ds }
                  }
                }
                """.formatted(
                        POSTGRES.url("none"),
                        wanted.shape(),
                        bucket,
                        prefix,
                        String.join("\n", wanted.format().settings()) + "\nsource.debezium.types { extra = string }",
                        wanted.shape(),
                        wanted.soft() ? "soft" : "hard",
                        wanted.addColumns() ? "add" : "ignore",
                        wanted.keepDoc() ? Change.DOC : "",
                        SERVER_IMPORTS || !wanted.strategy().equals("server-import") ? wanted.strategy() : "copy",
                        wanted.lookback(),
                        wanted.readers(),
                        LOCK_TIMEOUT,
                        wanted.reloadMargin());
    }

    @Override
    public void close() {
        admin.close();
        loader.close();
        other.close();
    }
}
