package io.tidemark.sandbox;

import io.tidemark.sandbox.dms.SourceServer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Says how a live sandbox is. */
@Command(name = "status", description = "Says what time it is in a live sandbox, and how much there is where.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private LiveOptions live = new LiveOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() {
        LiveSandbox sandbox = live.sandbox();
        PrintWriter out = spec.commandLine().getOut();
        out.println("time: " + sandbox.time().now() + "Z, " + sandbox.time().factor() + " times as fast as the clock");
        out.println("source: " + sandbox.source() + ", " + counts(sandbox.source()));
        slots(sandbox.source().jdbi(), out);
        files(sandbox).forEach((folder, count) -> out.println("files: " + folder + " " + count));
        out.println("target: " + sandbox.target() + ", " + counts(sandbox.target()));
        return ExitCode.OK;
    }

    private static String counts(SourceServer server) {
        return server.jdbi()
                .withHandle(handle -> handle.createQuery(Resources.text("live-status.sql"))
                        .map((result, context) ->
                                result.getLong("orders") + " orders, " + result.getLong("details") + " details")
                        .one());
    }

    private static void slots(Jdbi source, PrintWriter out) {
        source.useHandle(handle -> handle.createQuery(Resources.text("live-slots.sql"))
                .map((result, context) -> "slot: " + result.getString("name")
                        + (result.getBoolean("active") ? ", read, " : ", not read, ") + result.getLong("bytes")
                        + " bytes of log not confirmed")
                .forEach(out::println));
    }

    /** How many files there are in each folder. */
    private static Map<String, Long> files(LiveSandbox sandbox) {
        try (SandboxS3 s3 = sandbox.s3()) {
            return s3.client().listObjectsV2Paginator(request -> request.bucket(sandbox.bucket())).contents().stream()
                    .map(S3Object::key)
                    .collect(Collectors.groupingBy(
                            key -> key.substring(0, key.lastIndexOf('/') + 1), TreeMap::new, Collectors.counting()));
        }
    }
}
