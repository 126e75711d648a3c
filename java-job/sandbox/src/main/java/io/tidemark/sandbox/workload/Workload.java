package io.tidemark.sandbox.workload;

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
    private final OrderNumbers numbers;
    private final Handle handle;
    private @Nullable Hesitation hesitation;

    private Workload(Jdbi source, long seed, Mix mix) {
        this.source = source;
        this.random = new SplittableRandom(seed);
        this.mix = mix;
        this.orders = new Orders(seed);
        this.numbers = new OrderNumbers(random);
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

    /** Goes on with the tables as they are. */
    public static Workload open(Jdbi source, long seed, Mix mix) {
        Workload workload = new Workload(source, seed, mix);
        workload.orders.learn(workload.handle);
        Orders.numbers(workload.handle).forEach(workload.numbers::came);
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
        handle.useTransaction(begun -> Orders.numbers(begun).forEach(order -> orders.update(begun, order)));
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
        Behaviour possible = numbers.none() ? Behaviour.PLACE : chosen;
        switch (possible) {
            case HESITATE -> hesitate();
            case ABORT -> abort();
            default -> handle.useTransaction(begun -> behave(begun, possible));
        }
    }

    private void behave(Handle begun, Behaviour behaviour) {
        switch (behaviour) {
            case PLACE -> place(begun);
            case CHANGE -> orders.update(begun, numbers.any());
            case WATCHED -> orders.update(begun, numbers.watched());
            case RECOUNT -> orders.recount(begun, numbers.any());
            case CANCEL -> cancel(begun, numbers.any());
            case REPLACE -> replace(begun, numbers.any());
            case REVIVE -> revive(begun);
            case REGRET -> regret(begun);
            case RENUMBER -> renumber(begun, numbers.any());
            case EXCHANGE -> exchange(begun, numbers.any());
            case SCAN -> orders.scan(begun, numbers.any());
            case REPRICE -> orders.reprice(begun, REPRICED_EACH, random.nextInt(REPRICED_EACH), taken());
            case ABORT, HESITATE -> throw new IllegalArgumentException(behaviour + " is more than a transaction");
        }
    }

    private void place(Handle begun) {
        long order = numbers.unused();
        insert(begun, order);
        numbers.came(order);
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
        numbers.went(order);
    }

    private void replace(Handle begun, long order) {
        orders.delete(begun, order);
        insert(begun, order);
    }

    private void revive(Handle begun) {
        if (!numbers.someWent()) {
            place(begun);
            return;
        }
        long order = numbers.anyOfThoseThatWent();
        insert(begun, order);
        numbers.came(order);
    }

    private void regret(Handle begun) {
        long order = numbers.unused();
        insert(begun, order);
        orders.update(begun, order);
        orders.delete(begun, order);
        numbers.went(order);
    }

    private void renumber(Handle begun, long order) {
        long to = numbers.someWent() && random.nextBoolean() ? numbers.anyOfThoseThatWent() : numbers.unused();
        if (random.nextInt(3) == 0) {
            long between = numbers.unused();
            orders.renumber(begun, order, between);
            orders.renumber(begun, between, to);
            numbers.went(between);
        } else {
            orders.renumber(begun, order, to);
        }
        numbers.went(order);
        numbers.came(to);
    }

    private void exchange(Handle begun, long order) {
        orders.exchange(begun, order);
        if (random.nextBoolean()) {
            orders.exchange(begun, order);
        }
    }

    private void abort() {
        handle.begin();
        orders.insert(handle, numbers.unused());
        orders.update(handle, numbers.any());
        orders.delete(handle, numbers.any());
        handle.rollback();
    }

    /** Begins a transaction that stays open, or goes on with the one there is. */
    private void hesitate() {
        Hesitation open = hesitation;
        if (open == null) {
            long changed = numbers.any();
            // Nobody else is to touch it.
            numbers.taken(changed);
            open = Hesitation.begin(source, changed, random.nextInt(SHORTEST_HESITATION, LONGEST_HESITATION));
            hesitation = open;
        }
        for (int count = 0; count < PARTS; count++) {
            long order = numbers.unused();
            insert(open.handle(), order);
            open.placed().add(order);
        }
        orders.update(open.handle(), open.changed());
    }

    private void end(boolean commit) {
        Hesitation open = hesitation;
        if (open != null) {
            open.end(commit).forEach(numbers::came);
            hesitation = null;
        }
    }

    private List<Long> taken() {
        Hesitation open = hesitation;
        return open == null ? List.of() : List.of(open.changed());
    }
}
