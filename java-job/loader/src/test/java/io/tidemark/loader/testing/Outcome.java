package io.tidemark.loader.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * How a command ended: its exit code and everything that it said.
 *
 * @param log the log lines, which in production go to stderr as well
 */
public record Outcome(int exitCode, String out, String err, String log) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The last line of stdout, which is always one JSON object. */
    public JsonNode summary() {
        List<String> lines = out.lines().toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        try {
            JsonNode summary = JSON.readTree(last);
            if (summary.isObject()) {
                return summary;
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("the last line of stdout is no JSON: " + last + "\nstderr: " + err, e);
        }
        throw new AssertionError("the last line of stdout is no JSON object: " + last + "\nstderr: " + err);
    }

    /** The message of the failure in the summary; empty if there is none. */
    public String errorMessage() {
        return summary().path("error").path("message").asText();
    }

    /** All of it, to look for what must not be there. */
    String everything() {
        return out + err + log;
    }
}
