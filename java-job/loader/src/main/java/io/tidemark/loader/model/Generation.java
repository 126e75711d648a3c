package io.tidemark.loader.model;

import java.util.Optional;

/**
 * The table as one full load at the source brought it, with the changes since. A reload begins the next one.
 *
 * @param number 0 for the first
 * @param position that of the full load's rows; no lower change counts any more, whatever its key
 * @param horizon up to which tombstones were pruned, if any were: at or below it nobody knows which keys were deleted
 */
public record Generation(int number, Position position, Optional<Position> horizon) {

    /** Of a table that was never reloaded. */
    public static final Generation FIRST = new Generation(0, Position.FULL_LOAD, Optional.empty());

    /** The generation after this one, of a full load with that position. */
    public Generation next(Position ofFullLoad) {
        return new Generation(number + 1, ofFullLoad, Optional.empty());
    }

    public boolean isFirst() {
        return number == 0;
    }

    /** Whether a tombstone that would have kept a change of this position away may be gone. */
    public boolean hasForgotten(Position change) {
        return horizon.filter(pruned -> change.compareTo(pruned) <= 0).isPresent();
    }
}
