package io.tidemark.sandbox;

import io.tidemark.sandbox.dms.DmsDocuments;
import io.tidemark.sandbox.dms.DmsTask;
import io.tidemark.sandbox.dms.TaskStatus;
import io.tidemark.sandbox.dms.TaskStatus.State;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the stand-in of a DMS task on a live sandbox. */
@Command(
        name = "dms",
        description =
                "Runs a stand-in of a DMS task on a live sandbox: a full load, then changes, until it is stopped. It"
                        + " stops as DMS does: what is not in S3 then is written when it resumes.")
final class DmsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PAUSE_MILLIS = 100;

    @Mixin
    private LiveOptions live = new LiveOptions();

    @Option(names = "--documents", description = "folder of the task's JSON; ${DEFAULT-VALUE} by default")
    private Path documents = Path.of("infra", "dms");

    @Option(names = "--table", description = "to capture; may be repeated; orders and order_details by default")
    private List<String> tables = List.of("public.orders", "public.order_details");

    @Option(
            names = "--set",
            description = "another value for a member of the documents, such as"
                    + " create-endpoint.target/S3Settings/DataFormat=csv; may be repeated")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--resume", description = "goes on where the last task stopped, if its full load had ended")
    private boolean resume;

    @Option(
            names = "--until-written",
            description = "ends when all that has changed up to now is in S3; by default it runs until it is stopped")
    private boolean untilWritten;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        LiveSandbox sandbox = live.sandbox();
        Map<String, String> values = Map.of(
                "name", live.name(),
                "bucket", sandbox.bucket(),
                "prefix", "dms",
                "source.database", sandbox.source().database());
        DmsDocuments all = DmsDocuments.read(documents, DmsDocuments.TASK, values, tables);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            int slash = setting.getKey().indexOf('/');
            if (slash < 1) {
                throw new ParameterException(
                        spec.commandLine(), "--set takes DOCUMENT/MEMBER…=VALUE, not " + setting.getKey());
            }
            all = all.with(
                    setting.getKey().substring(0, slash), setting.getKey().substring(slash), setting.getValue());
        }
        try (SandboxS3 s3 = sandbox.s3()) {
            return run(DmsTask.create(all, sandbox.source(), s3, sandbox.time()));
        }
    }

    /** The task is not closed, since that would remove its slot. */
    private int run(DmsTask task) throws InterruptedException {
        Thread stopping = new Thread(task::stop, "dms-stop");
        Runtime.getRuntime().addShutdownHook(stopping);
        if (resume) {
            task.resume();
        } else {
            task.start();
        }
        task.awaitLoaded(PATIENCE);
        PrintWriter out = spec.commandLine().getOut();
        out.println("loaded; changes follow" + (untilWritten ? "" : " until this is stopped"));
        if (untilWritten) {
            task.flush(PATIENCE);
            task.stop();
            Runtime.getRuntime().removeShutdownHook(stopping);
        }
        while (task.status().state() == State.RUNNING) {
            Thread.sleep(PAUSE_MILLIS);
        }
        TaskStatus status = task.status();
        status.tables().forEach(table -> out.println(describe(table)));
        status.failure().ifPresent(failure -> spec.commandLine().getErr().println("the task failed: " + failure));
        return status.state() == State.FAILED ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private static String describe(TaskStatus.Table table) {
        return table.table() + ": " + table.state() + ", " + table.fullLoadRows() + " rows loaded, " + table.inserts()
                + " inserts, " + table.updates() + " updates, " + table.deletes() + " deletes";
    }
}
