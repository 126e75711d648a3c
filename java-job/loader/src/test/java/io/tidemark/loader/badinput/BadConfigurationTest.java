package io.tidemark.loader.badinput;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.loader.testing.Workbench;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that cannot be meant: nothing is opened, all problems are told at once, and no secret with them. */
class BadConfigurationTest {

    private static final String PASSWORD = "config-private";
    private static final String PIPELINE = "tidemark.pipelines.items";

    private final Workbench bench = Items.unprepared();

    @Test
    void aMissingFileIsNamed() {
        Path missing = Path.of("no-such-directory", "tidemark.conf");
        assertThat(bench.runAsIs("doctor", "--config", missing.toString()))
                .failedWith(ExitCode.CONFIGURATION, "cannot read the configuration file " + missing)
                .withErrorClass("ConfigurationException");
    }

    @Test
    void aDirectoryIsNoConfiguration() {
        assertThat(bench.runAsIs("doctor", "--config", "src")).failedWith(ExitCode.CONFIGURATION, "src");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tidemark {", "tidemark = [", "tidemark { a = ${ }", "{ \"tidemark\" : \"x }", "tidemark = 5"})
    void whatIsNotHoconIsRefused(String text) {
        Path file = Workbench.write(text);
        assertThat(bench.runAsIs("doctor", "--config", file.toString()))
                .failedWith(ExitCode.CONFIGURATION, file.toString());
    }

    @Test
    void aSyntaxErrorIsNamedByItsLine() {
        Path file = Workbench.write("tidemark {\n  s3 { region = eu-west-1 }\n  target { url = }}}\n");
        assertThat(bench.runAsIs("doctor", "--config", file.toString()))
                .failedWith(ExitCode.CONFIGURATION, file + " is not valid HOCON: ", "3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password = " + PASSWORD + "$x",
                "password = $" + PASSWORD,
                "password = \"" + PASSWORD,
                "password = \"" + PASSWORD + "\\q\"",
                "password = \"a\"\"" + PASSWORD + "\"] ",
                "password = { a = " + PASSWORD + " }",
                "password = [ " + PASSWORD + " ]",
                "pasword = " + PASSWORD,
                "password { " + PASSWORD + " = 1 }",
                "url = \"" + PASSWORD + "\"",
                "url = \"jdbc:postgresql://h:x/d?password=" + PASSWORD + "\"",
                "url = \"jdbc:postgresql:" + PASSWORD + "?port=99999999999\""
            })
    void aSecretInABrokenPlaceIsNotRepeated(String line) {
        Path file = Workbench.write(bench.configuration() + "\ntidemark.target {\n" + line + "\n}\n");
        Outcome outcome = bench.runAsIs("load", "--config", file.toString(), "--hour", Items.HOUR);
        assertThat(outcome).failedWith(ExitCode.CONFIGURATION);
        assertThat(outcome.out() + outcome.err() + outcome.log()).doesNotContain(PASSWORD);
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        bench.settings("target.password = ${TIDEMARK_TEST_NOT_SET}");
        refuses(
                "a substitution has no value; set the environment variable, or write ${?NAME}",
                "TIDEMARK_TEST_NOT_SET");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        bench.settings(
                "s3.path-style = perhaps",
                "s3.attempts = 0",
                "target.url = \"postgres://h/d\"",
                "pipelines.items.source.layout = hives",
                "pipelines.items.target.keys = [id]",
                "pipelines.items.load.settle = five",
                "pipelines.Other {}");
        refuses(
                "problems in the configuration",
                "  1) ",
                "tidemark.s3.path-style cannot be read: ",
                "tidemark.s3.attempts is 0; expected at least 1",
                "tidemark.target.url is no PostgreSQL URL; expected jdbc:postgresql://host:port/database",
                PIPELINE + ".source.layout is 'hives'; expected hive | date-hour | date-day | flat",
                PIPELINE + ".target.keys is not a known key; did you mean key?",
                PIPELINE + ".load.settle cannot be read: ",
                "tidemark.pipelines.Other is no pipeline name; expected up to 40 lower-case letters",
                "tidemark.pipelines.Other.source.bucket is missing",
                "tidemark.pipelines.Other.target.table is missing",
                "tidemark.pipelines.Other.target.key is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "target.keep-when-null = [id]     | names a column of the key, which is always logged",
                "source.csv.delimiter = \";;\"    | is ';;'; expected one ASCII character that is no quote or line end",
                "source.columns = [a, A]          | names a column twice",
                "source.columns = [], pipelines.items.source.format = csv | is empty; expected the columns of CSV",
                "load.max-quarantined-rows = -1   | is -1; expected at least 0",
                "load.reload-margin = -1m         | is negative",
                "load.tombstone-retention = 6h    | is PT6H; expected more than load.lookback, which is PT6H, or never",
                "load.tombstone-retention = soon  | cannot be read",
                "source.format = csvx             | is 'csvx'; expected parquet | csv | json | debezium",
                "target.strategy = merge          | is 'merge'; expected auto | copy | upsert | server-import",
                "target.on-nul-character = keep   | is 'keep'; expected fail | strip | quarantine",
                "target.on-new-column = FAIL      | is 'FAIL'; expected add | ignore | fail",
                "target.deletes = none            | is 'none'; expected hard | soft",
                "target.key = []                  | is empty; expected at least one",
                "target.key = [id, id]            | names a column twice",
                "target.key = id                  | cannot be read: ",
                "target.table = items             | is not a table name: 'items'; expected schema.table",
                "source.bucket = \"\"             | is empty",
                "load.lookback = -1h              | is negative",
                "load.lock-timeout = 0s           | is out of range; expected 1ms to 20d",
                "load.lock-timeout = 21d          | is out of range; expected 1ms to 20d",
                "load.fold-memory = 10            | is 10 bytes; expected at least 1MiB",
                "load.fold-memory = much          | cannot be read: ",
                "load.readers = 0                 | is 0; expected at least 1",
                "load.lokback = 1h                | is not a known key; did you mean lookback?",
                "load.whatever-this-is = 1        | is not a known key; known keys: fold-memory, lock-timeout"
            })
    void aValueThatIsNotSupportedIsRefusedByItsKey(String setting, String reason) {
        bench.settings("pipelines.items." + setting);
        String key = setting.replaceFirst(" =.*", "");
        refuses("1 problem in the configuration", PIPELINE + "." + key + " " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a url", "localhost:4566", "ftp://h", "http://", "/tmp"})
    void anEndpointThatIsNoAddressIsRefused(String endpoint) {
        bench.settings("s3.endpoint = \"" + endpoint + "\"");
        refuses("tidemark.s3.endpoint is no address; expected http://host:port or https://host:port");
    }

    @Test
    void aConfigurationWithoutPipelinesIsRefused() {
        Path file = Workbench.write("tidemark.target { url = \"jdbc:postgresql:x\", user = x }");
        assertThat(bench.runAsIs("doctor", "--config", file.toString()))
                .failedWith(ExitCode.CONFIGURATION, "tidemark.pipelines is empty; expected at least one pipeline");
    }

    @Test
    void aConfigurationWithoutTargetIsRefused() {
        Path file = Workbench.write("tidemark.pipelines {}");
        assertThat(bench.runAsIs("doctor", "--config", file.toString()))
                .failedWith(
                        ExitCode.CONFIGURATION, "tidemark.target.url is missing", "tidemark.target.user is missing");
    }

    private void refuses(String... parts) {
        assertThat(bench.run("load", "--hour", Items.HOUR))
                .failedWith(ExitCode.CONFIGURATION, parts)
                .withErrorClass("ConfigurationException");
    }
}
