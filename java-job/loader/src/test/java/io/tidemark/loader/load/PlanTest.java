package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.testing.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code plan} says a load would do, and that it only says it. */
class PlanTest {

    private static final String HOUR = "2024-05-01T00:00Z";
    private static final String NEXT = "2024-05-01T01:00Z";
    private static final String FOLDER = "year=2024/month=05/day=01/hour=00/";

    @Test
    void itCountsWhatTheLoadThenDoesAndWritesNothing() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file().insert(1, 1).insert(2, 2).bytes())
                .must("load", "--hour", HOUR);
        mirror.put(
                FOLDER + "b.parquet",
                file().insert(3, 3).delete(4, 1).update(5, 2).delete(6, 9).bytes());
        Snapshot before = Snapshot.of(mirror.database());
        String attempts =
                mirror.value("select concat(count(*), (select sum(token) from tidemark.fence)) from tidemark.run");

        JsonNode plan = mirror.must("plan", "--hour", HOUR).summary();

        assertThat(Snapshot.of(mirror.database())).isEqualTo(before);
        assertThat(mirror.value("select concat(count(*), (select sum(token) from tidemark.fence)) from tidemark.run"))
                .isEqualTo(attempts);
        assertThat(plan.path("outcome").asText()).isEqualTo("planned");
        JsonNode hour = plan.path("hours").path(0);
        assertThat(hour.path("listed").asInt()).isEqualTo(2);
        assertThat(hour.path("owed"))
                .singleElement()
                .satisfies(object ->
                        assertThat(object.path("object").asText()).isEqualTo(mirror.uri(FOLDER + "b.parquet")));
        JsonNode load = mirror.must("load", "--hour", HOUR).summary();
        for (String count : List.of("objects", "changes", "inserted", "updated", "deleted", "absent", "stale")) {
            assertThat(plan.path(count).asLong())
                    .as(count)
                    .isEqualTo(load.path(count).asLong());
        }
        assertThat(load.path("deleted").asLong()).isEqualTo(1);
    }

    @Test
    void lateObjectsOfTheLookbackAreNamed() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file().insert(1, 1).bytes());

        Mirror.Outcome plan = mirror.must("plan", "--hour", NEXT);

        assertThat(plan.summary().path("hours"))
                .extracting(hour -> hour.path("hour").asText() + " "
                        + hour.path("asked").asBoolean() + " "
                        + hour.path("changes").asInt())
                .containsExactly(HOUR + " false 1", NEXT + " true 0");
        assertThat(plan.text())
                .contains("hour " + HOUR + ": 1 object(s), 1 changes: 1 inserted")
                .contains("(late objects)")
                .contains(mirror.uri(FOLDER + "a.parquet"))
                .contains("hour " + NEXT + ": nothing new")
                .contains("nothing was written");
    }

    @Test
    void aReappliedHourIsPlannedAgain() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file().insert(1, 1).bytes()).must("load", "--hour", HOUR);

        assertThat(mirror.must("plan", "--hour", HOUR).text())
                .contains("nothing new", "1 object(s) are loaded already");
        assertThat(mirror.must("plan", "--hour", HOUR, "--reapply")
                        .summary()
                        .path("stale")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whatALoadWouldRefuseThePlanRefuses() {
        Mirror mirror = mirror();
        mirror.put(
                FOLDER + "a.parquet",
                ChangeFile.of(List.of("binary id (STRING)"), "id")
                        .insert(1, "x")
                        .bytes());

        Mirror.Outcome plan = mirror.run("plan", "--hour", HOUR);

        assertThat(plan.exitCode()).isEqualTo(3);
        assertThat(plan.summary().at("/error/message").asText()).contains(FOLDER + "a.parquet", "column \"id\"");
    }

    private static Mirror mirror() {
        Mirror mirror = Mirror.of("public.t", "id").sql("create table public.t (id bigint primary key)");
        mirror.must("init");
        return mirror;
    }

    private static ChangeFile file() {
        return ChangeFile.of(List.of("int64 id"), "id");
    }
}
