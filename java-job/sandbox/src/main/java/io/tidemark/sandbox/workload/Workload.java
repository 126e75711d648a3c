package io.tidemark.sandbox.workload;

import io.tidemark.sandbox.KeySet;
import io.tidemark.sandbox.SandboxException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * An application that takes orders: it creates its tables, fills them, and then does in each transaction what its mix says.
 *
 * <p>The same seed, mix and calls do the same. One thread plays everybody; a transaction that stays open has a connection of
 * its own, and what it has touched nobody else touches until it ends. Not thread-safe. Whoever makes one closes it.
 */
public final class Workload implements AutoCloseable {

    private static final int WATCHED_ORDERS = 5;
    private static final int MOST_DETAILS = 4;
    private static final int PRODUCTS = 80;
    private static final int REPRICED_EACH = 10;
    private static final int SHORTEST_HESITATION = 5;
    private static final int LONGEST_HESITATION = 25;
    private static final int PARTS = 3;

    private final Jdbi source;
    private final RandomGenerator random;
    private final Mix mix;
    private final Orders orders;
    private final Handle handle;
    private final KeySet live = new KeySet();
    private final KeySet gone = new KeySet();
    private @Nullable Hesitation hesitation;
    private long nextOrder = 1;

    private Workload(Jdbi source, long seed, Mix mix) {
        this.source = source;
        this.random = new SplittableRandom(seed);
        this.mix = mix;
        this.orders = new Orders(seed);
        this.handle = source.open();
    }

    /** Creates the tables in an empty database, with some orders to begin with. */
    public static Workload create(Jdbi source, long seed, Mix mix, int orders) {
        Orders.createTables(source);
        Workload workload = new Workload(source, seed, mix);
        workload.orders.learn(workload.handle);
        workload.handle.useTransaction(begun -> {
            for (int count = 0; count < orders; count++) {
                workload.place(begun);
            }
        });
        return workload;
    }

    /** Does so many transactions, one after the other. */
    public void run(int transactions) {
        for (int count = 0; count < transactions; count++) {
            step();
        }
    }

    /** Changes the table of orders; an open transaction ends before, since it would hold the change up. */
    public void alter(Alteration alteration) {
        end(true);
        handle.execute(alteration.sql());
        orders.learn(handle);
    }

    /** Changes every order, so that each is in the log as a whole, but for large values that stay. */
    public void changeAll() {
        end(true);
        handle.useTransaction(begun -> begun.createQuery("SELECT order_id FROM public.orders ORDER BY 1")
                .mapTo(Long.class)
                .list()
                .forEach(order -> orders.update(begun, order)));
    }

    /** Ends a transaction that stays open, if there is one. */
    @Override
    public void close() {
        end(true);
        handle.close();
    }

    private void step() {
        Hesitation open = hesitation;
        if (open != null && open.transactions() == 0) {
            end(random.nextInt(4) > 0);
        } else if (open != null) {
            hesitation = open.onceLess();
        }
        Behaviour chosen = mix.choose(random);
        Behaviour possible = live.isEmpty() ? Behaviour.PLACE : chosen;
        switch (possible) {
            case HESITATE -> hesitate();
            case ABORT -> abort();
            default -> handle.useTransaction(begun -> behave(begun, possible));
        }
    }

    private void behave(Handle begun, Behaviour behaviour) {
        switch (behaviour) {
            case PLACE -> place(begun);
            case CHANGE -> orders.update(begun, anyOrder());
            case WATCHED -> orders.update(begun, watched());
            case RECOUNT -> orders.recount(begun, anyOrder());
            case CANCEL -> cancel(begun, anyOrder());
            case REPLACE -> replace(begun, anyOrder());
            case REVIVE -> revive(begun);
            case REGRET -> regret(begun);
            case RENUMBER -> renumber(begun, anyOrder());
            case EXCHANGE -> exchange(begun, anyOrder());
            case SCAN -> orders.scan(begun, anyOrder());
            case REPRICE -> orders.reprice(begun, REPRICED_EACH, random.nextInt(REPRICED_EACH), taken());
            case ABORT, HESITATE -> throw new IllegalArgumentException(behaviour + " is more than a transaction");
        }
    }

    private void place(Handle begun) {
        long order = nextOrder++;
        insert(begun, order);
        live.add(order);
    }

    private void insert(Handle begun, long order) {
        orders.insert(begun, order);
        int details = random.nextInt(MOST_DETAILS + 1);
        for (int count = 0; count < details; count++) {
            orders.addDetail(begun, order, random.nextInt(PRODUCTS));
        }
    }

    private void cancel(Handle begun, long order) {
        orders.delete(begun, order);
        live.remove(order);
        gone.add(order);
    }

    private void replace(Handle begun, long order) {
        orders.delete(begun, order);
        insert(begun, order);
    }

    private void revive(Handle begun) {
        if (gone.isEmpty()) {
            place(begun);
            return;
        }
        long order = gone.any(random);
        gone.remove(order);
        insert(begun, order);
        live.add(order);
    }

    private void regret(Handle begun) {
        long order = nextOrder++;
        insert(begun, order);
        orders.update(begun, order);
        orders.delete(begun, order);
        gone.add(order);
    }

    private void renumber(Handle begun, long order) {
        long to = !gone.isEmpty() && random.nextBoolean() ? gone.any(random) : nextOrder++;
        gone.remove(to);
        if (random.nextInt(3) == 0) {
            long between = nextOrder++;
            orders.renumber(begun, order, between);
            orders.renumber(begun, between, to);
            gone.add(between);
        } else {
            orders.renumber(begun, order, to);
        }
        live.remove(order);
        gone.add(order);
        live.add(to);
    }

    private void exchange(Handle begun, long order) {
        orders.exchange(begun, order);
        if (random.nextBoolean()) {
            orders.exchange(begun, order);
        }
    }

    private void abort() {
        handle.begin();
        orders.insert(handle, nextOrder++);
        orders.update(handle, anyOrder());
        orders.delete(handle, anyOrder());
        handle.rollback();
    }

    /** Begins a transaction that stays open, or goes on with the one there is. */
    private void hesitate() {
        Hesitation open = hesitation;
        if (open == null) {
            long changed = anyOrder();
            // Nobody else is to touch it.
            live.remove(changed);
            open = Hesitation.begin(source, changed, random.nextInt(SHORTEST_HESITATION, LONGEST_HESITATION));
            hesitation = open;
        }
        for (int count = 0; count < PARTS; count++) {
            long order = nextOrder++;
            insert(open.handle(), order);
            open.placed().add(order);
        }
        orders.update(open.handle(), open.changed());
    }

    private void end(boolean commit) {
        Hesitation open = hesitation;
        if (open != null) {
            open.end(commit).forEach(live::add);
            hesitation = null;
        }
    }

    private List<Long> taken() {
        Hesitation open = hesitation;
        return open == null ? List.of() : List.of(open.changed());
    }

    private long anyOrder() {
        if (live.isEmpty()) {
            throw new SandboxException("the application has no order left that it could touch");
        }
        return live.any(random);
    }

    /** One of the newest, so that a few change again and again. */
    private long watched() {
        for (long order = Math.max(1, nextOrder - WATCHED_ORDERS); order < nextOrder; order++) {
            if (live.contains(order)) {
                return order;
            }
        }
        return anyOrder();
    }
}
