package io.tidemark.loader.faults;

import io.tidemark.loader.testing.Items;
import org.jdbi.v3.core.Handle;

/** The boundaries between the stages of a load, in their order. */
public enum Moment {

    /** Before S3 says which objects there are. */
    LISTING("list-type=2", 1),

    /** Before the first object's footer. */
    OPENING(Items.key(1), 1),

    /** Before the keys of an object. */
    FOLD(Items.key(1), 2),

    /** Within the COPY, before the rows of an object. */
    COPY(Items.key(1), 3),

    /** Before the lock of the pipeline. */
    LOCK("select 1"),

    /** Before the first statement that changes the target. */
    MERGE("lock table items in share mode"),

    /** After the merge, before the objects are remembered. */
    LEDGER("lock table tidemark.object_ledger in share mode"),

    /** Before the hour is remembered. */
    WATERMARK("lock table tidemark.watermark in share mode"),

    /** Before the last statement. */
    FENCE("select from tidemark.fence where hour = '" + Items.HOUR + "' for update"),

    /** Within the commit, which waits for a deferred trigger: nobody can tell then how it ends. */
    COMMIT("select pg_advisory_xact_lock(4711)::text");

    private final String place;
    private final int request;

    /** Where a request to S3 stops it. */
    Moment(String target, int request) {
        this.place = target;
        this.request = request;
    }

    /** Where a lock that somebody else has stops it. */
    Moment(String lock) {
        this(lock, 0);
    }

    boolean isOfS3() {
        return request > 0;
    }

    boolean isRequest(String target, int number) {
        return target.contains(place) && number == request;
    }

    void block(Handle holder) {
        holder.execute(place);
    }
}
