package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that works on pipelines. */
final class PipelineOptions {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, HOCON.")
    private Path config = Path.of("");

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description = "A pipeline of the configuration; may be repeated. Default: all of them.")
    private List<String> pipelines = new ArrayList<>();

    /** The configuration with only the pipelines that were asked for. */
    Settings settings() {
        Settings all = SettingsReader.read(config);
        return new Settings(all.s3(), all.target(), all.select(pipelines));
    }
}
