package io.tidemark.loader.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code quarantine}: rows that were set aside. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        subcommands = {QuarantineListCommand.class, QuarantineRetryCommand.class, QuarantineDiscardCommand.class},
        description = "Shows the rows that loads have set aside (load.max-quarantined-rows), loads them again, or gives"
                + " them up. Their content is in the table quarantine of the state schema.")
final class QuarantineCommand implements Runnable, Subcommands {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private Tidemark tidemark;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private CommandSpec spec;

    @Override
    public Tidemark tidemark() {
        return tidemark;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, retry or discard");
    }
}
