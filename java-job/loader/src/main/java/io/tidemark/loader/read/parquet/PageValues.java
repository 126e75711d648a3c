package io.tidemark.loader.read.parquet;

import java.nio.ByteBuffer;

/**
 * The values of one page of a column, without its NULLs, and the one of them that it stands at. Looking at a value does
 * not move on; a column asks for numbers or for bytes, by its physical type. Belongs to one thread.
 */
abstract class PageValues {

    /** An integer, the bits of a floating-point number, or 0 and 1 for a boolean. */
    long number() {
        throw new IllegalStateException("bytes are no number");
    }

    /** The value's bytes between position and limit; good until the next call. */
    ByteBuffer bytes() {
        throw new IllegalStateException("a number has no bytes");
    }

    /** Moves on by that many values. */
    abstract void skip(int count);
}
