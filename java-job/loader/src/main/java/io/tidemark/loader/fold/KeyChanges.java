package io.tidemark.loader.fold;

import io.tidemark.loader.model.Operation;

/** Takes changes key by key, as the fold needs them. */
@FunctionalInterface
public interface KeyChanges {

    /**
     * Takes a change.
     *
     * @param key the array that has the encoded key from {@code from} on; the caller's again afterwards
     * @param object its number in the order of the objects' names
     * @param row its number in the object
     * @param unlogged a bit for each column to keep that an insert or update does not tell
     */
    void add(
            byte[] key,
            int from,
            int length,
            int object,
            int row,
            Operation operation,
            long time,
            long sequence,
            long ordinal,
            long unlogged);
}
