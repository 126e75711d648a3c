package io.tidemark.loader.ledger;

import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Notes every attempt: those that load within their transaction, failures in one of their own. */
public final class RunLog {

    private final StateNames state;
    private final String pipeline;

    public RunLog(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** How an attempt ended; class and message only of failures, never with row data. */
    public record Outcome(String name, int exitCode, Optional<String> errorClass, Optional<String> errorMessage) {

        public static final Outcome LOADED = new Outcome("loaded", 0, Optional.empty(), Optional.empty());
        public static final Outcome NOTHING_NEW = new Outcome("nothing-new", 0, Optional.empty(), Optional.empty());

        /** An end without a failure, in a word or two. */
        public static Outcome of(String name) {
            return new Outcome(name, 0, Optional.empty(), Optional.empty());
        }

        public static Outcome failed(int exitCode, Exception failure) {
            return new Outcome(
                    "failed",
                    exitCode,
                    Optional.of(failure.getClass().getSimpleName()),
                    Optional.ofNullable(failure.getMessage()));
        }
    }

    public void add(Handle handle, Run run, Optional<HourPartition> hour, Outcome outcome) {
        handle.createUpdate(SqlFile.of(RunLog.class, "add"))
                .define("state", state.quoted())
                .bind("runId", run.id())
                .bind("pipeline", pipeline)
                .bind("command", run.command())
                .bindBySqlType("hour", hour.map(ObjectLedger::time).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
                .bind("tryNumber", run.tryNumber())
                .bind("jarVersion", run.jarVersion())
                .bind("startedAt", run.startedAt().atOffset(ZoneOffset.UTC))
                .bind("outcome", outcome.name())
                .bind("exitCode", outcome.exitCode())
                .bind("errorClass", outcome.errorClass().orElse(null))
                .bind("errorMessage", outcome.errorMessage().orElse(null))
                .execute();
    }
}
