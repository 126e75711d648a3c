package io.tidemark.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.sandbox.SandboxS3;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench} at a small size: it runs and all ways end in the same table. Times are not looked at. */
class BenchIT {

    private static final List<String> CONTENDERS = List.of("floor", "merge", "jar", "jar no-op", "jar -Xmx256m");
    private static final List<String> FIGURES =
            List.of("wall_s", "client_cpu_s", "server_cpu_s", "s3_cpu_s", "other_cpu_s", "wal_mb", "peak_rss_mb");

    @TempDir
    private Path folder;

    @Test
    void every_contender_leaves_the_same_table_and_every_figure_is_there() throws IOException, InterruptedException {
        assumeTrue(isOnPath("psql"), "psql is not on the PATH, which scripts/bench needs for its floor");
        assumeTrue(isOnPath("python3"), "python3 is not on the PATH, which scripts/bench is written in");
        JsonNode result = new ObjectMapper().readTree(bench().toFile());
        assertThat(result.get("equal").booleanValue()).isTrue();
        for (String figure : List.of("jar_mb", "help_wall_s", "parquet_mb")) {
            assertThat(result.get(figure).isNumber()).as(figure).isTrue();
        }
        JsonNode round = result.get("rounds").get(0);
        assertThat(round).extracting(run -> run.get("name").textValue()).containsExactlyElementsOf(CONTENDERS);
        assertThat(round)
                .extracting(run -> run.get("checksum").textValue())
                .allMatch(checksum -> checksum.matches("\\d+:-?\\d+"))
                .containsOnly(round.get(0).get("checksum").textValue());
        for (JsonNode run : round) {
            assertThat(FIGURES)
                    .allSatisfy(figure ->
                            assertThat(run.get(figure).isNumber()).as(figure).isTrue());
        }
        for (String contender : CONTENDERS) {
            JsonNode medians = result.get("medians").get(contender);
            assertThat(medians.get("wall_min_s").isNumber()).isTrue();
            assertThat(medians.get("ratio_to_floor").isNumber()).isTrue();
        }
    }

    /** Runs the script and answers where its figures are. */
    private Path bench() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("tidemark.jar"))
                .resolve("../../../..")
                .normalize();
        Path json = folder.resolve("bench.json");
        Path log = folder.resolve("bench.log");
        ProcessBuilder builder = new ProcessBuilder(
                        root.resolve("scripts/bench").toString(),
                        "--no-build",
                        "--changes=2000",
                        "--rows=2000",
                        "--rounds=1",
                        "--json=" + json)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        SandboxS3 s3 = SandboxS3.shared();
        builder.environment()
                .putAll(Map.of(
                        SandboxS3.ENDPOINT_VARIABLE,
                        s3.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID",
                        s3.accessKey(),
                        "AWS_SECRET_ACCESS_KEY",
                        s3.secretKey()));
        int exitCode = builder.start().waitFor();
        assertThat(exitCode).as(Files.readString(log)).isZero();
        return json;
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
