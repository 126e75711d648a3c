package io.tidemark.loader.model;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The bytes of one object, always of the content that its ETag names: if the object changes while it is read, a read
 * fails instead of mixing two contents. Safe for use by several threads.
 */
public interface ObjectContent {

    SourceObject object();

    /** The version that was read, in a bucket with versioning; known only after the first read. */
    Optional<String> versionId();

    /**
     * Fills the buffer from {@code position} on, in one request where the bytes are not at hand already.
     *
     * @throws EnvironmentException if the store fails, or if the object is no longer the one that was listed
     */
    void read(long position, ByteBuffer target);
}
