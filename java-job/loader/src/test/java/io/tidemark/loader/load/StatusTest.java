package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code status} says of hours, and of objects that the ledger and S3 do not agree on. */
class StatusTest {

    private static final String HOUR = "2024-05-01T00:00Z";
    private static final String FOLDER = "year=2024/month=05/day=01/hour=00/";

    @Test
    void hoursAndGapsAreShown() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file(1)).must("load", "--hour", HOUR);
        mirror.must("load", "--hour", "2024-05-01T03:00Z");

        JsonNode status = status(mirror);

        assertThat(status.path("pipeline").asText()).isEqualTo("mirror");
        assertThat(status.path("high_watermark").asText()).isEqualTo(HOUR);
        assertThat(status.path("freshness_seconds").asLong()).isGreaterThan(31_000_000);
        assertThat(status.path("missing_hours").toString()).isEqualTo("[\"2024-05-01T01:00Z\",\"2024-05-01T02:00Z\"]");
        assertThat(status.path("hours")).hasSize(2);
        JsonNode first = status.path("hours").path(0);
        assertThat(first.path("hour").asText()).isEqualTo(HOUR);
        assertThat(first.path("state").asText()).isEqualTo("loaded");
        assertThat(first.path("changes").asInt()).isEqualTo(1);
        assertThat(first.path("newest_position").asText()).isEqualTo(ChangeFile.sequence(1));
        assertThat(first.path("newest_commit").asText()).isEqualTo("2024-05-01T00:00:01Z");
        assertThat(status.path("hours").path(1).path("state").asText()).isEqualTo("empty");
        assertThat(status.path("unloaded")).isEmpty();
        assertThat(status.path("vanished")).isEmpty();
    }

    @Test
    void objectsThatNoLoadHasTakenAreUnloaded() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file(1)).must("load", "--hour", HOUR);
        mirror.put(FOLDER + "b.parquet", file(2)).put(FOLDER + "a.parquet", file(3));

        JsonNode status = status(mirror);

        assertThat(status.path("unloaded"))
                .extracting(object -> object.path("object").asText().replaceFirst(".*/", "") + " "
                        + object.path("hour").asText())
                .containsExactly("a.parquet " + HOUR, "b.parquet " + HOUR);
        assertThat(status.path("vanished")).isEmpty();
    }

    @Test
    void loadedObjectsThatAreGoneAreVanished() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file(1))
                .put(FOLDER + "b.parquet", file(2))
                .must("load", "--hour", HOUR);
        mirror.remove(FOLDER + "a.parquet");

        JsonNode status = status(mirror);

        assertThat(status.path("vanished").toString()).isEqualTo("[\"" + mirror.prefix() + FOLDER + "a.parquet\"]");
        assertThat(status.path("unloaded")).isEmpty();
    }

    @Test
    void textNamesWhatNeedsAttention() {
        Mirror mirror = mirror();
        mirror.put(FOLDER + "a.parquet", file(1)).must("load", "--hour", HOUR);
        mirror.put(FOLDER + "b.parquet", file(2)).remove(FOLDER + "a.parquet");

        String text = mirror.must("status", "--hours", "200000").text();

        assertThat(text)
                .contains("mirror: all hours loaded up to 2024-05-01T01:00:00Z")
                .contains("! objects not loaded: 1")
                .contains(FOLDER + "b.parquet")
                .contains("! loaded objects that are gone from S3: 1")
                .contains(FOLDER + "a.parquet");
    }

    private static Mirror mirror() {
        Mirror mirror = Mirror.of("public.t", "id")
                .onSandboxS3()
                .with("load.lookback = 0s")
                .sql("create table public.t (id bigint primary key)");
        mirror.must("init");
        return mirror;
    }

    private static JsonNode status(Mirror mirror) {
        return mirror.must("status", "--json", "--hours", "200000")
                .summary()
                .path("pipelines")
                .path(0);
    }

    private static byte[] file(long id) {
        return ChangeFile.of(List.of("int64 id"), "id").insert(id, id).bytes();
    }
}
