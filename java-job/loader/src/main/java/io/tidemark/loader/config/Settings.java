package io.tidemark.loader.config;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The whole configuration, validated. */
public record Settings(S3 s3, Database target, List<Pipeline> pipelines) {

    public Settings {
        pipelines = List.copyOf(pipelines);
    }

    /** How S3 is reached. */
    public record S3(String region, Optional<String> endpoint, boolean pathStyle, int attempts, Duration readTimeout) {}

    /** How the target database is reached. */
    public record Database(String url, String user, Optional<String> password, String stateSchema) {

        /** Without the password, and without the URL's parameters, which may hold one. */
        @Override
        public String toString() {
            return "Database[url=" + url.replaceFirst("\\?.*", "?…") + ", user=" + user + ", password="
                    + (password.isPresent() ? "[REDACTED]" : "none") + ", stateSchema=" + stateSchema + "]";
        }
    }

    /**
     * The pipelines of those names, in that order; all of them if there are no names.
     *
     * @throws ConfigurationException if there is none of a name
     */
    public List<Pipeline> select(List<String> names) {
        return names.isEmpty() ? pipelines : names.stream().map(this::pipeline).toList();
    }

    private Pipeline pipeline(String name) {
        return pipelines.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("unknown pipeline '" + name + "'; the configuration has "
                        + pipelines.stream().map(Pipeline::name).toList()));
    }
}
