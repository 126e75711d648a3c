package io.tidemark.sandbox;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends a live sandbox. */
@Command(name = "down", description = "Stops the servers of a live sandbox; their data go.")
final class DownCommand implements Callable<Integer> {

    private static final int PATIENCE_SECONDS = 60;

    @Mixin
    private LiveOptions live = new LiveOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        LiveSandbox sandbox = live.sandbox();
        // Another process may have got the number since.
        Optional<ProcessHandle> process = ProcessHandle.of(sandbox.process())
                .filter(one -> one.info().startInstant().orElse(Instant.EPOCH).equals(sandbox.began()));
        if (process.isEmpty()) {
            throw new SandboxException("the process " + sandbox.process() + " of the sandbox " + live.name()
                    + " is gone; its servers went with it");
        }
        process.get().destroy();
        try {
            process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new SandboxException(
                    "the process " + sandbox.process() + " did not end within " + PATIENCE_SECONDS + " s", e);
        }
        spec.commandLine().getOut().println("the sandbox " + live.name() + " is down");
        return ExitCode.OK;
    }
}
