package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.SandboxException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A task's slot, and the publication of all tables that it reads, both of the task's name. */
record ReplicationSlot(Jdbi database, String name) {

    private static final int ATTEMPTS = 100;
    private static final int PAUSE_MILLIS = 100;

    /** Whether there is one. */
    boolean exists() {
        return database.withHandle(this::exists);
    }

    /** Makes a new one, which begins now. */
    void create() {
        drop();
        database.useHandle(handle -> {
            handle.execute("create publication \"" + name + "\" for all tables");
            handle.execute("select pg_create_logical_replication_slot(?, 'pgoutput')", name);
        });
    }

    /** Removes it, if there is one, as soon as nobody reads from it. */
    void drop() {
        database.useHandle(handle -> {
            for (int attempt = 0; attempt < ATTEMPTS && isRead(handle); attempt++) {
                handle.execute("select pg_sleep(?)", PAUSE_MILLIS / 1000.0);
            }
            if (isRead(handle)) {
                throw new SandboxException("slot " + name + " is read by somebody else; stop that task first");
            }
            handle.execute(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ?", name);
            handle.execute("drop publication if exists \"" + name + "\"");
        });
    }

    private boolean exists(Handle handle) {
        return handle.createQuery("select exists (select 1 from pg_replication_slots where slot_name = :name)")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    private boolean isRead(Handle handle) {
        return handle.createQuery(
                        "select exists (select 1 from pg_replication_slots where slot_name = :name and active)")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }
}
