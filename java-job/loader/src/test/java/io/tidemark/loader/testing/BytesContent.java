package io.tidemark.loader.testing;

import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.SourceObject;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An object whose bytes are at hand, to read a file without any store. */
public final class BytesContent implements ObjectContent {

    private final SourceObject object;
    private final byte[] bytes;

    private BytesContent(SourceObject object, byte[] bytes) {
        this.object = object;
        this.bytes = bytes;
    }

    /** An object of a full load. */
    public static BytesContent ofFullLoad(byte[] bytes) {
        return new BytesContent(new SourceObject("bucket", "t/LOAD00000001", "etag", bytes.length, null), bytes);
    }

    @Override
    public SourceObject object() {
        return object;
    }

    @Override
    public Optional<String> versionId() {
        return Optional.empty();
    }

    @Override
    public void read(long position, ByteBuffer target) {
        target.put(bytes, Math.toIntExact(position), target.remaining());
    }
}
