package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.load.Mirror.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which strategy a load takes, what the summary says of it, and that all of them end in the same table. */
class StrategyTest {

    private static final List<String> COLUMNS = List.of("int64 id", "binary name (STRING)");
    private static final String HOUR = "2024-05-01T01:00Z";

    /** Longer than the driver's and the reader's buffers. */
    private static final String LONG_NAME = "name ".repeat(20_000);

    @ParameterizedTest(name = "{0}, {1} rows")
    @CsvSource(
            delimiter = '|',
            value = {
                "auto   | 2000 | upsert | 2000 rows, of which up to 2000 are sent as parameters",
                "auto   | 2001 | copy   | more than 2000 rows",
                "upsert | 2001 | upsert | configured",
                "copy   | 1    | copy   | configured"
            })
    void theSummarySaysWhichStrategyWasTakenAndWhy(String configured, int rows, String taken, String reason) {
        Mirror mirror = mirror("target.strategy = " + configured);
        ChangeFile file = ChangeFile.of(COLUMNS, "id");
        for (long id = 1; id <= rows - 1; id++) {
            file.insert(id, id, "name " + id);
        }
        mirror.put(
                "year=2024/month=05/day=01/hour=01/part-1.parquet",
                file.delete(rows, (long) rows, null).bytes());

        JsonNode hour = load(mirror).summary().path("hours").path(0);

        assertThat(hour.path("strategy").asText()).isEqualTo(taken);
        assertThat(hour.path("strategy_reason").asText()).isEqualTo(reason);
        assertThat(hour.path("inserted").asInt()).isEqualTo(rows - 1);
        assertThat(hour.path("absent").asInt()).isEqualTo(1);
        assertThat(mirror.value("select count(*) || ' ' || coalesce(max(name), '') from public.people"))
                .isEqualTo(rows == 1 ? "0 " : (rows - 1) + " name 999");
    }

    @Test
    void anHourWithoutAnythingNewHasNoStrategy() {
        Mirror mirror = mirror("target.strategy = upsert");
        mirror.put("year=2024/month=05/day=01/hour=01/part-1.parquet", people(1));
        load(mirror);

        JsonNode hour = load(mirror).summary().path("hours").path(0);

        assertThat(hour.path("outcome").asText()).isEqualTo("nothing-new");
        assertThat(hour.has("strategy")).isFalse();
    }

    @Test
    void rowsThatFillTheMemoryForParametersAreCopiedWithThoseThatWaitedThere() {
        Mirror mirror = mirror("target.strategy = upsert");
        ChangeFile file = ChangeFile.of(COLUMNS, "id");
        for (long id = 1; id <= 200; id++) {
            file.insert(id, id, id + LONG_NAME);
        }
        mirror.put("year=2024/month=05/day=01/hour=01/part-1.parquet", file.bytes());

        JsonNode hour = load(mirror).summary().path("hours").path(0);

        assertThat(hour.path("strategy").asText()).isEqualTo("copy");
        assertThat(hour.path("strategy_reason").asText()).isEqualTo("more than 16 MiB of rows");
        assertThat(mirror.value(
                        "select count(*) || ' ' || min(length(name)) from public.people where name like id || 'n%'"))
                .isEqualTo("200 " + (LONG_NAME.length() + 1));
    }

    @Test
    void aConnectionThatCannotSendBinaryParametersCopies() {
        Mirror mirror = mirror("target.strategy = upsert").urlParameters("preferQueryMode=simple");
        mirror.put("year=2024/month=05/day=01/hour=01/part-1.parquet", people(1));

        JsonNode hour = load(mirror).summary().path("hours").path(0);

        assertThat(hour.path("strategy").asText()).isEqualTo("copy");
        assertThat(hour.path("strategy_reason").asText())
                .isEqualTo("target.url keeps the driver from sending parameters in binary form");
        assertThat(mirror.rows("select id, name from public.people"))
                .isEqualTo(List.of(Map.of("id", 1L, "name", "name 1")));
    }

    @Test
    void aRowThatIsRefusedAsAParameterIsNamedAsIfItHadBeenCopied() {
        Mirror mirror = mirror("target.strategy = upsert").sql("alter table public.people add check (id <> 2)");
        mirror.put("year=2024/month=05/day=01/hour=01/part-1.parquet", people(3));

        Outcome outcome = mirror.run("load", "--hour", HOUR);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text())
                .contains("part-1.parquet, row 2: a value that a check constraint does not allow")
                .contains("SQLSTATE 23514");
        assertThat(mirror.value("select count(*) from public.people")).isEqualTo("0");
    }

    private static Mirror mirror(String setting) {
        Mirror mirror = Mirror.of("public.people", "id")
                .with(setting, "load.lookback = 0s")
                .sql("create table public.people (id bigint primary key, name text)");
        mirror.must("init");
        return mirror;
    }

    private static byte[] people(int count) {
        ChangeFile file = ChangeFile.of(COLUMNS, "id");
        for (long id = 1; id <= count; id++) {
            file.insert(id, id, "name " + id);
        }
        return file.bytes();
    }

    private static Outcome load(Mirror mirror) {
        return mirror.must("load", "--hour", HOUR);
    }
}
