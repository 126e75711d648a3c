package io.tidemark.sandbox.workload;

/** What customers and staff do; each is one transaction, but for {@link #HESITATE}. */
public enum Behaviour {
    /** New orders, with details. */
    PLACE(20),
    /** An order changes, any of them. */
    CHANGE(15),
    /** One of a few orders changes that everybody looks at. */
    WATCHED(15),
    /** Details change. */
    RECOUNT(8),
    /** An order goes, with its details. */
    CANCEL(7),
    /** An order goes and comes again with the same number, in one transaction. */
    REPLACE(4),
    /** An order comes again with the number of one that went before. */
    REVIVE(4),
    /** An order comes, changes and goes in one transaction. */
    REGRET(2),
    /** An order gets another number, perhaps twice, or that of one that went. */
    RENUMBER(5),
    /** A detail is of another product, perhaps of two in a row. */
    EXCHANGE(5),
    /** An order gets a value too large for its row; other updates leave it as it is. */
    SCAN(5),
    /** Many orders change at once. */
    REPRICE(1),
    /** Some orders come and change, and nothing of it stays. */
    ABORT(5),
    /** A transaction that stays open while others come and go, and is then committed or not. */
    HESITATE(4);

    private final int weight;

    Behaviour(int weight) {
        this.weight = weight;
    }

    /** How often it happens among all, if nobody says otherwise. */
    public int weight() {
        return weight;
    }
}
