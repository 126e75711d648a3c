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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench} at a small size: it runs and all ways end in the same table. Times are not looked at. */
class BenchIT {

    private static final List<String> CASES = List.of("mixed", "text-keys");
    private static final List<String> CONTENDERS =
            List.of("floor", "merge", "jar", "jar no-op", "jar -Xmx256m", "jdbc");
    private static final List<String> FIGURES =
            List.of("wall_s", "client_cpu_s", "server_cpu_s", "s3_cpu_s", "other_cpu_s", "wal_mb", "peak_rss_mb");
    private static final List<String> MEDIANS = List.of("wall_min_s", "ratio_to_floor", "cpu_ratio_to_floor");

    @TempDir
    private Path folder;

    @Test
    void every_contender_leaves_the_same_table_and_every_figure_is_there() throws IOException, InterruptedException {
        assumeTrue(isOnPath("psql"), "psql is not on the PATH, which scripts/bench needs for its floor");
        assumeTrue(isOnPath("python3"), "python3 is not on the PATH, which scripts/bench is written in");
        bench();
        for (String name : CASES) {
            requireComplete(new ObjectMapper()
                    .readTree(folder.resolve("bench-" + name + ".json").toFile()));
        }
    }

    private static void requireComplete(JsonNode result) {
        assertThat(result.get("equal").booleanValue()).isTrue();
        assertThat(result.get("failures")).isEmpty();
        assertThat(result.get("jar").textValue())
                .as("as the operator runs it")
                .contains("-XX:+UseSerialGC", "-XX:SharedArchiveFile=");
        requireNumbers(result, List.of("jar_mb", "help_wall_s", "parquet_mb"));
        JsonNode round = result.get("rounds").get(0);
        assertThat(round).extracting(run -> run.get("name").textValue()).containsExactlyElementsOf(CONTENDERS);
        assertThat(round)
                .extracting(run -> run.get("checksum").textValue())
                .allMatch(checksum -> checksum.matches("\\d+:-?\\d+"))
                .containsOnly(round.get(0).get("checksum").textValue());
        round.forEach(run -> requireNumbers(run, FIGURES));
        CONTENDERS.forEach(contender -> requireNumbers(result.get("medians").get(contender), MEDIANS));
    }

    private static void requireNumbers(JsonNode node, List<String> names) {
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(node.get(name).isNumber()).as(name).isTrue());
    }

    /** Runs the script, which leaves a file of figures for each case. */
    private void bench() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("tidemark.jar"))
                .resolve("../../../..")
                .normalize();
        Path log = folder.resolve("bench.log");
        List<String> command = new ArrayList<>(List.of(
                root.resolve("scripts/bench").toString(),
                "--no-build",
                "--changes=2000",
                "--rows=2000",
                "--rounds=1",
                "--xmx=256m",
                "--peer=jdbc",
                "--json=" + folder.resolve("bench.json")));
        CASES.forEach(name -> command.add("--case=" + name));
        ProcessBuilder builder = new ProcessBuilder(command)
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
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
