package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.sandbox.ParquetFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each finding of {@code doctor} has a cause and a remedy. */
class DoctorTest {

    private static final String FILE = "year=2024/month=05/day=01/hour=00/part-00000.parquet";
    private static final String TABLE = "create table public.t (id bigint primary key)";

    @Test
    void nothingIsWrong() {
        Mirror mirror = mirror(TABLE).put(FILE, file());
        mirror.must("init");

        Outcome outcome = mirror.run("doctor");

        assertThat(outcome.exitCode()).isZero();
        assertThat(findings(outcome))
                .containsExactly(
                        "ok configuration: read 1 pipeline(s)",
                        "ok mirror, S3 source: can list and read, e.g. s3://BUCKET/" + mirror.prefix() + FILE,
                        "ok mirror, target database: PostgreSQL "
                                + mirror.value("select current_setting('server_version_num')::int / 10000"),
                        "ok mirror, target table: public.t can be read and written");
    }

    @Test
    void debeziumConnectorLosesSomething() {
        Mirror mirror = mirror(TABLE).with("source.format = debezium", "source.layout = date-hour");
        mirror.put(
                "2024/05/01/00/part-1",
                EventFile.of("id int64", "at int64 org.apache.kafka.connect.data.Timestamp")
                        .create(110, "{\"id\":1}")
                        .jsonWithSchema());
        mirror.must("init");

        Outcome declared = mirror.run("doctor");
        mirror.put(
                "2024/05/01/00/part-0",
                EventFile.of("id int64").create(110, "{\"id\":1}").json());

        assertThat(declared.exitCode()).isZero();
        assertThat(findings(declared))
                .contains("warning mirror, time precision: the connector cuts the times of [at] to milliseconds"
                        + " -> set time.precision.mode = adaptive in the connector")
                .noneMatch(finding -> finding.contains("change order") || finding.contains("key changes"));
        assertThat(findings(mirror.run("doctor")))
                .contains(
                        "warning mirror, event schema: the events do not declare the types of [id]: they are taken from"
                                + " the target where it tells them, and refused elsewhere -> set"
                                + " value.converter.schemas.enable = true in the connector, or declare source.debezium.types");
    }

    @Test
    void settingOfDmsLosesData(@TempDir Path folder) throws IOException {
        Mirror mirror = mirror(TABLE).put(FILE, file());
        mirror.must("init");
        Files.writeString(
                folder.resolve("target.json"),
                "{\"EndpointType\":\"target\",\"EngineName\":\"s3\",\"S3Settings\":{\"CdcInsertsOnly\":true}}");

        Outcome outcome = mirror.run("doctor", "--dms", folder.toString());

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(findings(outcome))
                .contains(
                        "error DMS, DMS, TM030: deletes and updates are not written (S3Settings.CdcInsertsOnly is true)."
                                + " Only inserts are in the files. -> Set S3Settings.CdcInsertsOnly to false.")
                .anyMatch(finding -> finding.startsWith("ok mirror, S3 source: can list and read"));
    }

    @Test
    void initIsMissing() {
        Outcome outcome = mirror(TABLE).put(FILE, file()).run("doctor");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(findings(outcome))
                .contains("error mirror, preparation: init has not been run for this pipeline and target -> run init");
    }

    @Test
    void tableIsMissing() {
        Outcome outcome = mirror("").put(FILE, file()).run("doctor");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(findings(outcome))
                .contains("error mirror, target table: public.t does not exist"
                        + " -> create it, or run init --create-target");
    }

    @Test
    void keyIsNotUnique() {
        Outcome outcome = mirror("create table public.t (id bigint, day date, unique (id, day));"
                        + " create unique index on public.t (id) where day is null; create index on public.t (id)")
                .put(FILE, file())
                .run("doctor");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(findings(outcome))
                .contains("error mirror, key: public.t has no primary key or unique index on exactly [id]"
                        + " -> create one, or correct target.key");
    }

    @Test
    void orderOfChangesAndOldKeysAreMissing() {
        byte[] poor = ParquetFixture.of("message t { optional binary Op (STRING);"
                        + " required binary dms_commit_ts (STRING); optional int64 id; }")
                .row("I", "2024-05-01 00:00:00.000000", 1L)
                .bytes();
        Mirror mirror = mirror(TABLE).put(FILE, poor);
        mirror.must("init");

        Outcome outcome = mirror.run("doctor");

        assertThat(outcome.exitCode())
                .as("warnings do not keep loads from working")
                .isZero();
        assertThat(findings(outcome))
                .contains(
                        "warning mirror, change order: the files have no column \"dms_change_seq\": changes of one"
                                + " transaction share their commit time, which cannot order them across files -> add a DMS"
                                + " transformation add-column with the expression $AR_H_CHANGE_SEQ",
                        "warning mirror, key changes: the files have no before image of the key (BI_…): a changed key would"
                                + " leave its old row in the target -> add a DMS transformation add-before-image-columns"
                                + " with column-filter pk-only");
    }

    @Test
    void foreignFilesLieBelowThePrefix() {
        Mirror mirror = mirror(TABLE).put(FILE, file()).put("20240501-000000000.parquet", file());
        mirror.must("init");

        assertThat(findings(mirror.run("doctor")))
                .contains("warning mirror, layout: 1 of the first objects below s3://BUCKET/" + mirror.prefix()
                        + " fit neither source.layout nor a LOAD file, e.g. " + mirror.prefix()
                        + "20240501-000000000.parquet -> they are never loaded: correct source.layout, or keep other files"
                        + " elsewhere");
    }

    @Test
    void thereAreNoChangeFiles() {
        Mirror mirror = mirror(TABLE);
        mirror.must("init");

        assertThat(findings(mirror.run("doctor")))
                .contains("warning mirror, change files: none found below s3://BUCKET/" + mirror.prefix()
                        + " -> check source.prefix and source.layout");
    }

    @Test
    void bucketAndDatabaseAreChecked() {
        Outcome outcome = mirror(TABLE)
                .with("source.bucket = \"no-such-bucket-anywhere\"", "target.key = [nr]")
                .run("doctor");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(findings(outcome))
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith("error mirror, S3 source: cannot list s3://no-such-bucket-anywhere/")
                        .contains("bucket no-such-bucket-anywhere does not exist: check source.bucket and s3.region"))
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith("error mirror, target database: target table public.t has no column \"nr\", which"
                                + " target.key names; columns found: [id]"));
    }

    private static Mirror mirror(String table) {
        return Mirror.of("public.t", "id").onSandboxS3().sql(table);
    }

    private static byte[] file() {
        return ChangeFile.of(List.of("int64 id"), "id").insert(1, 1L).bytes();
    }

    private static List<String> findings(Outcome outcome) {
        List<String> findings = new ArrayList<>();
        for (JsonNode finding : outcome.summary().path("findings")) {
            String remedy = finding.path("remedy").asText();
            String text = finding.path("level").asText() + " "
                    + finding.path("subject").asText() + ": "
                    + finding.path("cause").asText() + (remedy.isEmpty() ? "" : " -> " + remedy);
            findings.add(text.replaceFirst("s3://mirror-[0-9a-f-]+/", "s3://BUCKET/"));
        }
        return findings;
    }
}
