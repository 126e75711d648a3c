package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.loader.load.Mirror.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads whose objects the database server fetches itself: what it takes, what goes by COPY instead, what fails. */
class ServerImportTest {

    private static final String HOUR = "2024-05-01T01:00Z";
    private static final String OBJECT = "year=2024/month=05/day=01/hour=01/part-1.csv";
    private static final String SEQUENCE = "20240501000001000000000000000000001";

    @Test
    void valuesOfAllKindsArriveAsByCopy() {
        String table = """
                create table public.things (id numeric(8,2) primary key, small smallint, big bigint, price numeric(10,2),
                    ratio real, flag boolean, name varchar(20), at timestamptz, on_day date, clock time(3), label uuid,
                    bytes bytea, doc jsonb, span interval, tags text[])
                """;
        String rows = "I,2024-05-01 00:00:01.000000,+1.50000000e+00,7,+1.10000000e+01,12.50,+2.50000000e+00,true,"
                + "\"a \"\"b\"\", c\nd\",2024-05-01 10:00:00.123456,2024-02-29,10:11:12.123,"
                + "0a0b0c0d-0000-4000-8000-0123456789ab,\\x00ff,\"{\"\"k\"\": 1}\",1 day,\"{a,NULL}\"," + SEQUENCE
                + ",\n";
        String query = "select t::text from public.things t";

        Mirror imported = things(table).importingByTheServer();
        String byServer = loaded(imported, rows, "server-import", "configured").value(query);
        Mirror copied = things(table).with("target.strategy = copy");
        String byCopy = loaded(copied, rows, "copy", "configured").value(query);

        assertThat(byServer)
                .isEqualTo(byCopy)
                .contains("1.50,7,11,12.50,2.5,t,")
                .contains("2024-02-29,10:11:12.123,");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "load.max-quarantined-rows = 5   | 1,a,     | rows may be set aside one by one",
                "target.on-nul-character = strip | 1,a,     | target.on-nul-character is strip",
                "load.lookback = 0s              | `1,\"a\",` | is not written as DMS writes CSV",
                "load.lookback = 0s              | 1,a\"b,   | is no CSV that the server can import",
                "load.lookback = 0s              | 1e0000,a, | has operations, positions or keys of a rare form",
                "load.lookback = 0s              | 1,a,2024-05-01 10:00+02 | column \"since\" has values of a rare form",
            })
    void whatTheServerDoesNotTakeAsItIsGoesByCopyWithTheReason(String setting, String values, String reason) {
        Mirror mirror = people().importingByTheServer().with(setting);
        mirror.put(OBJECT, row(values));

        JsonNode hour =
                mirror.must("load", "--hour", HOUR).summary().path("hours").path(0);

        assertThat(hour.path("strategy").asText()).isEqualTo("copy");
        assertThat(hour.path("strategy_reason").asText()).contains(reason);
        assertThat(mirror.value("select count(*) from public.people where id = 1"))
                .isEqualTo("1");
    }

    @Test
    void aValueThatIsRefusedIsNamedAsByCopy() {
        Mirror mirror = people().importingByTheServer();
        mirror.put(OBJECT, row("1,much too long,"));

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text()).contains("part-1.csv, row 1").contains("column \"name\"");
        assertThat(mirror.value("select count(*) from public.people")).isEqualTo("0");
    }

    @Test
    void aTextThatItsTypeCallsASyntaxErrorIsNamedAsByCopy() {
        Mirror mirror = csv(Mirror.of("public.tagged", "id").onSandboxS3(), "id, tags")
                .sql("create extension hstore; create table public.tagged (id bigint primary key, tags hstore)");
        mirror.must("init");
        mirror.importingByTheServer();
        mirror.put(OBJECT, row("1,a=>"));

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text()).contains("part-1.csv, row 1").contains("column \"tags\"");
        assertThat(mirror.value("select count(*) from public.tagged")).isEqualTo("0");
    }

    @Test
    void aDatabaseWithoutTheExtensionIsAConfigurationError() {
        Mirror mirror = people().importingByTheServer().sql("drop extension aws_s3");
        mirror.put(OBJECT, row("1,a,"));

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text()).contains("create extension aws_s3 cascade").contains("grant usage on schema aws_s3");
    }

    @Test
    void aServerThatCannotReachS3IsAnEnvironmentError() {
        Mirror mirror = people().importingByTheServer();
        importFrom(mirror, "http://127.0.0.1:1");
        mirror.put(OBJECT, row("1,a,"));

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.text())
                .contains("having the server import " + mirror.uri(OBJECT))
                .contains("HTTP request failed")
                .contains("feature s3Import");
    }

    @Test
    void anObjectThatChangesWhileTheServerFetchesItIsLoadedByARetry() throws IOException {
        Mirror mirror = people().importingByTheServer();
        mirror.put(OBJECT, row("1,a,"));
        HttpServer changing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        changing.createContext("/", exchange -> {
            mirror.put(OBJECT, row("1,b,"));
            exchange.sendResponseHeaders(200, row("1,a,").length);
            exchange.getResponseBody().write(row("1,a,"));
            exchange.close();
        });
        changing.start();
        try {
            importFrom(mirror, "http://127.0.0.1:" + changing.getAddress().getPort());

            Outcome outcome = mirror.run("load", "--hour", HOUR);

            assertThat(outcome.exitCode()).isEqualTo(5);
            assertThat(outcome.text())
                    .contains("the object changed after it was listed: a retry reads the new content");
        } finally {
            changing.stop(0);
        }

        mirror.importingByTheServer();

        JsonNode hour =
                mirror.must("load", "--hour", HOUR).summary().path("hours").path(0);
        assertThat(hour.path("strategy").asText()).isEqualTo("server-import");
        assertThat(mirror.rows("select id, name from public.people")).isEqualTo(List.of(Map.of("id", 1L, "name", "b")));
    }

    private static void importFrom(Mirror mirror, String endpoint) {
        mirror.sql("do $$ begin execute format('alter database %I set sandbox_s3.endpoint = %L', current_database(), '"
                + endpoint + "'); end $$");
    }

    private static Mirror loaded(Mirror mirror, String rows, String strategy, String reason) {
        mirror.put(OBJECT, rows.getBytes(UTF_8));
        JsonNode hour =
                mirror.must("load", "--hour", HOUR).summary().path("hours").path(0);
        assertThat(hour.path("strategy").asText() + ": "
                        + hour.path("strategy_reason").asText())
                .isEqualTo(strategy + ": " + reason);
        return mirror;
    }

    private static byte[] row(String values) {
        return ("I,2024-05-01 00:00:01.000000," + values + "," + SEQUENCE + ",\n").getBytes(UTF_8);
    }

    private static Mirror people() {
        Mirror mirror = csv(Mirror.of("public.people", "id").onSandboxS3(), "id, name, since")
                .sql("create table public.people (id bigint primary key, name varchar(4), since timestamptz)");
        mirror.must("init");
        return mirror;
    }

    private static Mirror things(String table) {
        Mirror mirror = csv(
                        Mirror.of("public.things", "id").onSandboxS3(),
                        "id, small, big, price, ratio, flag, name, at, on_day, clock, label, bytes, doc, span, tags")
                .sql(table);
        mirror.must("init");
        return mirror;
    }

    private static Mirror csv(Mirror mirror, String columns) {
        return mirror.with(
                "load.lookback = 0s",
                "target.on-new-column = fail",
                "source.format = csv",
                "source.columns = [Op, dms_commit_ts, " + columns + ", dms_change_seq, BI_id]");
    }
}
