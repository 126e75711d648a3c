package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that works on the pipelines of a configuration. */
abstract class ConfiguredCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private Subcommands parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private PipelineOptions options = new PipelineOptions();

    final Tidemark tidemark() {
        return parent.tidemark();
    }

    final CommandSpec spec() {
        return spec;
    }

    /** Reads the configuration; nothing is opened yet. */
    final Settings settings() {
        return options.settings();
    }
}
