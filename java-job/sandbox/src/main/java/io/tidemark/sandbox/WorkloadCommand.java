package io.tidemark.sandbox;

import io.tidemark.sandbox.workload.Alteration;
import io.tidemark.sandbox.workload.Behaviour;
import io.tidemark.sandbox.workload.Mix;
import io.tidemark.sandbox.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has the application of a live sandbox work. */
@Command(name = "workload", description = "Has the application of a live sandbox take, change and cancel orders.")
final class WorkloadCommand implements Callable<Integer> {

    @Mixin
    private LiveOptions live = new LiveOptions();

    @Option(
            names = "--seed",
            description = "makes the same transactions from the same tables; ${DEFAULT-VALUE} by default")
    private long seed = 1;

    @Option(names = "--transactions", description = "how many; ${DEFAULT-VALUE} by default")
    private int transactions = 1_000;

    @Option(names = "--rate", description = "transactions in a second at most; as many as go by default")
    private int rate;

    @Option(
            names = "--weight",
            description = "how often a behaviour is chosen, such as SCAN=20; may be repeated. There are PLACE, CHANGE,"
                    + " WATCHED, RECOUNT, CANCEL, REPLACE, REVIVE, REGRET, RENUMBER, EXCHANGE, SCAN, REPRICE, ABORT and"
                    + " HESITATE. RENUMBER=0 suits pipelines with keep-when-null")
    private Map<Behaviour, Integer> weights = Map.of();

    @Option(
            names = "--alter",
            description = "changes the table of orders before: ${COMPLETION-CANDIDATES}; may be repeated")
    private List<Alteration> alterations = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (transactions < 0 || rate < 0) {
            throw new ParameterException(spec.commandLine(), "--transactions and --rate must not be negative");
        }
        Mix mix = Mix.usual();
        for (Map.Entry<Behaviour, Integer> weight : weights.entrySet()) {
            mix = mix.with(weight.getKey(), weight.getValue());
        }
        try (Workload workload = Workload.open(live.sandbox().source().jdbi(), seed, mix)) {
            alterations.forEach(workload::alter);
            long begin = System.nanoTime();
            for (int done = 0; done < transactions; done++) {
                workload.run(1);
                if (rate > 0) {
                    long due = begin + (done + 1) * TimeUnit.SECONDS.toNanos(1) / rate;
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
        spec.commandLine().getOut().println(transactions + " transactions");
        return ExitCode.OK;
    }
}
