package io.tidemark.loader.faults;

import io.tidemark.loader.testing.Workbench;
import org.jdbi.v3.core.Handle;

/** Stops a load at one of its moments until this is closed. */
final class Halt implements AutoCloseable {

    /** The lock of the pipeline as {@code ledger/Fence/lock.sql} takes it. */
    private static final String PIPELINE_LOCK =
            "select pg_advisory_xact_lock(hashtextextended('tidemark/items', 0))::text";

    private static final String WAITING = """
            select exists (select from pg_stat_activity
                            where datname = current_database() and application_name = 'tidemark'
                              and wait_event_type = 'Lock')
            """;

    private static final String WAIT_IN_COMMIT = """
            create function wait_in_commit() returns trigger language plpgsql as $$
            begin
                perform pg_advisory_xact_lock(4711);
                return null;
            end $$;
            create constraint trigger wait_in_commit after insert on items deferrable initially deferred
                for each row execute function wait_in_commit();
            """;

    private final Workbench bench;
    private final Moment moment;
    private final FaultyS3 s3 = new FaultyS3();
    private final Gate gate = new Gate();
    private final Handle first;
    private final Handle then;

    /** The bench's commands go through this one's S3 from now on. */
    Halt(Workbench bench, Moment moment) {
        this.bench = bench.settings("s3.endpoint = \"" + s3.endpoint() + "\"");
        this.moment = moment;
        this.first = bench.jdbi().open();
        this.then = bench.jdbi().open();
        if (moment == Moment.COMMIT) {
            bench.sql(WAIT_IN_COMMIT);
        }
        if (!moment.isOfS3()) {
            first.begin();
            first.execute(PIPELINE_LOCK);
        }
        s3.rule((target, number) -> {
            if (moment.isRequest(target, number)) {
                gate.pass();
            }
            return FaultyS3.Fault.NONE;
        });
    }

    /** Waits until the load has come to the moment. */
    void awaitReached() {
        if (moment.isOfS3()) {
            gate.awaitReached();
            return;
        }
        awaitLockWait();
        if (moment != Moment.LOCK) {
            then.begin();
            moment.block(then);
            first.rollback();
            awaitLockWait();
        }
    }

    private void awaitLockWait() {
        while (!bench.jdbi()
                .withHandle(handle ->
                        handle.createQuery(WAITING).mapTo(Boolean.class).one())) {
            Thread.onSpinWait();
        }
    }

    /** Ends the sessions of the load on the server. */
    void terminateSessions() {
        terminateSessions(bench);
    }

    /** Ends the sessions of a load on the server, and answers how many there were. */
    static int terminateSessions(Workbench bench) {
        return bench.jdbi()
                .withHandle(handle -> handle.createQuery("select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and application_name = 'tidemark'")
                        .mapTo(Boolean.class)
                        .list())
                .size();
    }

    /** Lets a request to S3 go on. */
    void open() {
        gate.open();
    }

    /** Lets whatever is still there go on. */
    @Override
    public void close() {
        gate.open();
        end(first);
        end(then);
        s3.close();
        if (moment == Moment.COMMIT) {
            dropTrigger();
        }
    }

    private static void end(Handle holder) {
        try (holder) {
            if (holder.isInTransaction()) {
                holder.rollback();
            }
        }
    }

    private void dropTrigger() {
        bench.sql("drop trigger if exists wait_in_commit on items; drop function if exists wait_in_commit");
    }
}
