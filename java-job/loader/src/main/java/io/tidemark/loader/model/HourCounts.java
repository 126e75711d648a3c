package io.tidemark.loader.model;

/**
 * What became of the changes of one load. {@code rows} were read; {@code keyChanges} of them count twice, since an
 * update of a key is also a delete of the old key. {@code ignored} more are no changes by their format's rules. {@code
 * gone} rows of the target are not in a reload, which deletes them without a change of their own.
 */
public record HourCounts(
        long objects,
        long rows,
        long ignored,
        long keyChanges,
        long gone,
        long superseded,
        long quarantined,
        MergeCounts merged) {

    public static final HourCounts NONE = new HourCounts(0, 0, 0, 0, 0, 0, 0, MergeCounts.NONE);

    public long changes() {
        return rows + keyChanges + gone;
    }

    /** Changes that the table or its tombstones took. */
    public long applied() {
        return merged.inserted() + merged.updated() + merged.deleted() + merged.absent();
    }

    public HourCounts plus(HourCounts other) {
        return new HourCounts(
                objects + other.objects,
                rows + other.rows,
                ignored + other.ignored,
                keyChanges + other.keyChanges,
                gone + other.gone,
                superseded + other.superseded,
                quarantined + other.quarantined,
                merged.plus(other.merged));
    }

    /**
     * Every change has one fate.
     *
     * @throws InternalException if the counts say otherwise, so that nothing is committed
     */
    public void requireBalance() {
        long accounted = applied() + superseded + merged.stale() + quarantined;
        if (accounted != changes()) {
            throw new InternalException("counts do not balance: " + changes() + " changes, but " + applied()
                    + " applied + " + superseded + " superseded + " + merged.stale() + " stale + " + quarantined
                    + " quarantined = " + accounted + "; nothing was committed");
        }
    }
}
