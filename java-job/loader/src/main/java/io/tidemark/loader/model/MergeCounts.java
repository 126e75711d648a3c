package io.tidemark.loader.model;

/** What a merge did with the rows that were staged; {@code absent}: deletes of keys that were not there. */
public record MergeCounts(long inserted, long updated, long deleted, long absent, long stale) {

    public static final MergeCounts NONE = new MergeCounts(0, 0, 0, 0, 0);

    public MergeCounts plus(MergeCounts other) {
        return new MergeCounts(
                inserted + other.inserted,
                updated + other.updated,
                deleted + other.deleted,
                absent + other.absent,
                stale + other.stale);
    }
}
