package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.loader.cli.Tidemark;
import io.tidemark.loader.config.SettingsReader;
import io.tidemark.loader.discover.ObjectStore;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.testing.TestS3;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.SandboxS3;
import io.tidemark.sandbox.ServerImportExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * One pipeline, named {@code mirror}, from a prefix of its own in S3 to an empty database, which lasts until the next one
 * is made. Commands run in this process, through the command line's front door. The servers are shared by all tests of
 * the JVM.
 */
final class Mirror {

    static final String NAME = "mirror";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final SandboxPostgres POSTGRES = SandboxPostgres.shared();
    private static final Map<SandboxS3, String> BUCKETS = new ConcurrentHashMap<>();
    private static final String DATABASE = POSTGRES.createDatabase("mirror");

    /** Much cheaper than a database for each pipeline. */
    private static final String EMPTY_THE_DATABASE = """
            drop schema if exists tidemark cascade;
            drop schema public cascade;
            create schema public;
            """;

    static {
        System.setProperty("aws.accessKeyId", TestS3.shared().accessKey());
        System.setProperty("aws.secretAccessKey", TestS3.shared().secretKey());
    }

    private final String prefix = "dms/mirror" + NUMBERS.incrementAndGet() + "/";
    private final Jdbi jdbi = POSTGRES.jdbi(DATABASE);
    private final List<String> settings = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final String table;
    private final String key;
    private String urlParameters = "";
    private SandboxS3 s3 = TestS3.shared();

    private Mirror(String table, String key) {
        this.table = table;
        this.key = key;
    }

    /** A command's end: its exit code, the JSON on stdout, and the text on stderr. */
    record Outcome(int exitCode, JsonNode summary, String text) {

        long count(String name) {
            return summary.path(name).asLong(-1);
        }
    }

    /** A pipeline into {@code table}, as the configuration writes it, with the key columns of a HOCON list. */
    static Mirror of(String table, String... key) {
        return new Mirror(table, "[\"" + String.join("\", \"", key) + "\"]").sql(EMPTY_THE_DATABASE);
    }

    /** Has the objects in {@link SandboxS3#shared()}, for a test about S3 itself. */
    Mirror onSandboxS3() {
        s3 = SandboxS3.shared();
        return this;
    }

    /** Sets keys of the pipeline, such as {@code source.layout = flat}. */
    Mirror with(String... lines) {
        settings.addAll(List.of(lines));
        return this;
    }

    /**
     * Has the server of the target import the objects itself; the test is skipped where it has nothing to fetch them with.
     */
    Mirror importingByTheServer() {
        assumeThat(ServerImportExtension.isPossible())
                .as("the program curl, by which the server fetches from S3")
                .isTrue();
        ServerImportExtension.install(POSTGRES, DATABASE, s3);
        return with("target.strategy = server-import");
    }

    /** Adds parameters to the URL of the target. */
    Mirror urlParameters(String parameters) {
        urlParameters = "?" + parameters;
        return this;
    }

    /** Sets a variable of the environment that commands see. */
    Mirror environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs SQL in the target database. */
    Mirror sql(String script) {
        jdbi.useHandle(handle -> {
            try (Statement statement = handle.getConnection().createStatement()) {
                statement.execute(script);
            } catch (SQLException e) {
                throw new AssertionError(script, e);
            }
        });
        return this;
    }

    Jdbi database() {
        return jdbi;
    }

    /** Where the pipeline's objects lie in the bucket, with a slash at the end. */
    String prefix() {
        return prefix;
    }

    /** Uploads an object; {@code path} is what follows the prefix. */
    Mirror put(String path, byte[] content) {
        s3.client().putObject(request -> request.bucket(bucket()).key(prefix + path), RequestBody.fromBytes(content));
        return this;
    }

    /** An object as a listing shows it now: one of an hour, or a LOAD file. */
    ObjectContent content(String path, @Nullable HourPartition hour) {
        HeadObjectResponse head =
                s3.client().headObject(request -> request.bucket(bucket()).key(prefix + path));
        String etag = head.eTag().replace("\"", "");
        SourceObject object = new SourceObject(bucket(), prefix + path, etag, head.contentLength(), hour);
        return new ObjectStore(s3.client()).open(object);
    }

    /** The pipeline as its configuration reads. */
    Pipeline pipeline() {
        Path file = configuration();
        try {
            return SettingsReader.read(file).pipelines().get(0);
        } finally {
            file.toFile().delete();
        }
    }

    /** The address of an object, as messages name it. */
    String uri(String path) {
        return "s3://" + bucket() + "/" + prefix + path;
    }

    /** Removes an object. */
    void remove(String path) {
        s3.client().deleteObject(request -> request.bucket(bucket()).key(prefix + path));
    }

    /** Runs a command; {@code --config} is added. */
    Outcome run(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of(command));
        Path file = configuration();
        try {
            arguments.addAll(List.of("--config", file.toString()));
            int exitCode = new Tidemark(
                            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment)
                    .run(arguments.toArray(String[]::new));
            return new Outcome(exitCode, JSON.readTree(lastLine(out)), err.toString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("stdout does not end with JSON: " + out.toString(UTF_8), e);
        } finally {
            file.toFile().delete();
        }
    }

    /** Runs a command that must succeed. */
    Outcome must(String... command) {
        Outcome outcome = run(command);
        assertThat(outcome.exitCode())
                .as("%s: %s", List.of(command), outcome.text())
                .isZero();
        return outcome;
    }

    /** The rows of a query, each value as PostgreSQL writes it and NULL as null. */
    List<Map<String, Object>> rows(String query) {
        return jdbi.withHandle(handle -> handle.createQuery(query).mapToMap().list());
    }

    /** The only value of a query, as text. */
    String value(String query) {
        return jdbi.withHandle(
                handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    private String bucket() {
        return BUCKETS.computeIfAbsent(s3, server -> server.createBucket("mirror"));
    }

    private static String lastLine(ByteArrayOutputStream out) {
        String text = out.toString(UTF_8).stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    private Path configuration() {
        String lines = String.join("\n", settings);
        String text = """
                tidemark {
                  s3 { region = "%s", endpoint = "%s", path-style = true }
                  target { url = "%s", user = "%s", password = "%s" }
                  pipelines.%s {
                    source { bucket = "%s", prefix = "%s" }
                    target { table = %s, key = %s }
                    %s
                  }
                }
                """.formatted(
                        s3.region(),
                        s3.endpoint(),
                        POSTGRES.url(DATABASE) + urlParameters,
                        POSTGRES.user(),
                        POSTGRES.password(),
                        NAME,
                        bucket(),
                        prefix,
                        JSON.valueToTree(table),
                        key,
                        lines);
        try {
            return Files.writeString(Files.createTempFile("mirror", ".conf"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a configuration", e);
        }
    }
}
