package io.tidemark.loader.jar;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a user would: in a process of its own, in a directory, with an environment. */
record Commands(Path directory, Map<String, String> environment) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MINUTES = 10;

    /** How a command ended. */
    record Result(int exitCode, String out, String err) {

        /** The last line of stdout, which is the summary. */
        JsonNode summary() {
            List<String> lines = out.lines().toList();
            try {
                return JSON.readTree(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON at the end of: " + out, e);
            }
        }
    }

    Process start(Path out, Path err, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        return builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    Result run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("tidemark", ".out");
        Path err = Files.createTempFile("tidemark", ".err");
        try {
            Process process = start(out, err, command);
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(List.of(command) + " did not end; " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
