package io.tidemark.loader.ledger;

import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Keeps two runs from doing each other's work: whoever takes a partition later is the one that may commit it. The number
 * rises for each partition and not for the whole pipeline, so that hours may be loaded side by side.
 */
public final class Fence {

    private final StateNames state;
    private final String pipeline;
    private final Optional<HourPartition> hour;

    /** The fence of an hour, or of the full load. */
    public Fence(StateNames state, String pipeline, Optional<HourPartition> hour) {
        this.state = state;
        this.pipeline = pipeline;
        this.hour = hour;
    }

    /** Marks the partition as being worked on until the transaction ends; false if another run has marked it. */
    public boolean claim(Handle handle) {
        return handle.createQuery(SqlFile.of(Fence.class, "claim"))
                .bind("state", state.schema())
                .bind("pipeline", pipeline)
                .bind("hour", hour.map(HourPartition::toString).orElse(null))
                .mapTo(Boolean.class)
                .one();
    }

    /** Takes the partition over from whoever had it; to be committed at once. */
    public long take(Handle handle, Run run) {
        return named(handle.createQuery(SqlFile.of(Fence.class, "take")))
                .bind("runId", run.id())
                .mapTo(Long.class)
                .one();
    }

    /** Waits until no other run of the pipeline merges; the lock ends with the transaction. */
    public void lock(Handle handle, Duration timeout) {
        handle.createQuery(SqlFile.of(Fence.class, "lock_timeout"))
                .bind("milliseconds", timeout.toMillis())
                .mapTo(String.class)
                .one();
        handle.createQuery(SqlFile.of(Fence.class, "lock"))
                .bind("state", state.schema())
                .bind("pipeline", pipeline)
                .mapTo(String.class)
                .one();
    }

    /**
     * The last statement before the commit.
     *
     * @throws FencedOutException if another run has taken the partition since
     */
    public void check(Handle handle, long token) {
        long current = named(handle.createQuery(SqlFile.of(Fence.class, "check")))
                .mapTo(Long.class)
                .findOne()
                .orElse(-1L);
        if (current != token) {
            throw new FencedOutException("pipeline " + pipeline + ", "
                    + hour.map(value -> "hour " + value).orElse("full load")
                    + ": another run took over (fence " + current + ", this run holds " + token
                    + "); nothing was committed, a retry loads what is left");
        }
    }

    private <T extends SqlStatement<T>> T named(T statement) {
        return statement
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bindBySqlType("hour", hour.map(ObjectLedger::time).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
    }
}
