package io.tidemark.loader.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.cli.Tidemark;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.SandboxS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A database and a bucket of its own on the shared servers, and the command line in this process. After each command it
 * is checked that neither row data ({@link #MARKER}) nor the password was said, logged or noted in the run log.
 */
public final class Workbench {

    /** Stands in test data for what a customer would not like to see in a log. */
    public static final String MARKER = "qz-private";

    private static final SandboxPostgres POSTGRES = SandboxPostgres.shared();

    static {
        System.setProperty("aws.accessKeyId", TestS3.shared().accessKey());
        System.setProperty("aws.secretAccessKey", TestS3.shared().secretKey());
    }

    private final String database;
    private final SandboxS3 s3;
    private final String bucket;
    private final List<String> settings = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private Workbench(String database, SandboxS3 s3) {
        this.database = database;
        this.s3 = s3;
        this.bucket = s3.createBucket("tidemark-test");
    }

    /** With an empty database. */
    public static Workbench empty() {
        return new Workbench(POSTGRES.createDatabase("bench"), TestS3.shared());
    }

    /** The same database and settings with an empty bucket of {@link SandboxS3#shared()}, for a test about S3 itself. */
    public Workbench onSandboxS3() {
        return new Workbench(database, SandboxS3.shared()).settings(settings.toArray(String[]::new));
    }

    /** With a copy of this bench's database, settings included; the bucket is empty. No command may be running here. */
    public Workbench copy() {
        String copy = POSTGRES.createDatabase("bench");
        POSTGRES.jdbi("postgres").useHandle(handle -> {
            handle.execute("drop database " + copy);
            handle.execute("create database " + copy + " template " + database + " strategy file_copy");
        });
        return new Workbench(copy, s3).settings(settings.toArray(String[]::new));
    }

    /** Adds lines to the configuration, below {@code tidemark}; later ones win. */
    public Workbench settings(String... lines) {
        settings.addAll(Arrays.asList(lines));
        return this;
    }

    /** Sets a variable of the environment that commands see. */
    public Workbench environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Workbench sql(String script) {
        jdbi().useHandle(handle -> handle.createScript(script).execute());
        return this;
    }

    public Workbench upload(String key, byte[] bytes) {
        s3.client().putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
        return this;
    }

    public Jdbi jdbi() {
        return POSTGRES.jdbi(database);
    }

    public Snapshot snapshot() {
        return Snapshot.of(jdbi());
    }

    public String database() {
        return database;
    }

    public String url() {
        return POSTGRES.url(database);
    }

    /** The S3 API that has the bucket. */
    public SandboxS3 s3() {
        return s3;
    }

    public String bucket() {
        return bucket;
    }

    /** The address of an object, as messages name it. */
    public String uri(String key) {
        return "s3://" + bucket + "/" + key;
    }

    /** Runs a command, of one or two words, with this bench's configuration. */
    public Outcome run(String command, String... options) {
        Path file = write(configuration());
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--config", file.toString()));
        arguments.addAll(Arrays.asList(options));
        return runAsIs(arguments.toArray(String[]::new));
    }

    /** Runs a command line as it stands. */
    public Outcome runAsIs(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int logged = LogLines.count();
        int exitCode = new Tidemark(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment)
                .run(arguments);
        Outcome outcome = new Outcome(exitCode, out.toString(UTF_8), err.toString(UTF_8), LogLines.since(logged));
        assertThat(outcome.everything() + runLog())
                .as("what was said, logged and noted")
                .doesNotContain(MARKER)
                .doesNotContain(POSTGRES.password())
                .doesNotContain(s3.secretKey() + "\"");
        return outcome;
    }

    /** What the run log says of failures; nothing where there is no run log. */
    public List<String> runLog() {
        return jdbi().withHandle(handle -> {
            boolean exists = handle.createQuery("select to_regclass('tidemark.run') is not null")
                    .mapTo(Boolean.class)
                    .one();
            return exists
                    ? handle.createQuery("select concat_ws(' ', outcome, exit_code, error_class, error_message)"
                                    + " from tidemark.run order by id")
                            .mapTo(String.class)
                            .list()
                    : List.<String>of();
        });
    }

    /** The configuration file as text. */
    public String configuration() {
        return """
                tidemark {
                  s3 { region = "%s", endpoint = "%s", path-style = true, attempts = 2 }
                  target { url = "%s", user = "%s", password = "%s" }
                  %s
                }
                """.formatted(
                        s3.region(),
                        s3.endpoint(),
                        url(),
                        POSTGRES.user(),
                        POSTGRES.password(),
                        String.join("\n  ", settings).replace("BUCKET", bucket));
    }

    /** Writes a configuration file that goes with the JVM. */
    public static Path write(String configuration) {
        try {
            Path file = Files.createTempFile("tidemark-", ".conf");
            file.toFile().deleteOnExit();
            return Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a configuration file", e);
        }
    }
}
