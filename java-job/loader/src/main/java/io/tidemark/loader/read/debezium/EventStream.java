package io.tidemark.loader.read.debezium;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The events of one object in their order, read once. Belongs to one thread. */
interface EventStream extends Closeable {

    /** Goes on to the next event, past the current one if it was not read; false at the end. */
    boolean next() throws IOException;

    /** The current event, asked for once; null for a tombstone, which Kafka gets after a delete and which says nothing. */
    @Nullable
    ChangeEvent event() throws IOException;
}
