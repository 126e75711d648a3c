package io.tidemark.loader.stage;

import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueSink;
import java.util.List;

/**
 * Encodes keys one behind the other: the fields of the key columns in COPY form, so that the key of a delete can be
 * staged as it is. Equal keys have equal bytes. Belongs to one thread.
 */
public final class KeyEncoder {

    private static final int CAPACITY = 128 * 1024;

    private final CopyBuffer out = new CopyBuffer(new byte[CAPACITY]);
    private final List<ValueSink> sinks;

    public KeyEncoder(List<TargetColumn> key, NulCharacter onNul) {
        this.sinks = key.stream()
                .<ValueSink>map(column -> ColumnEncoders.ofKey(column, out, onNul))
                .toList();
    }

    public List<ValueSink> sinks() {
        return sinks;
    }

    /** The bytes written so far; the first {@link #length} are valid, until something is written again. */
    public byte[] bytes() {
        return out.bytes();
    }

    /** Hands over all bytes and goes on empty. */
    public byte[] take() {
        return out.exchange(new byte[CAPACITY]);
    }

    public int length() {
        return out.length();
    }

    /** Puts an encoded key behind the others. */
    public void put(byte[] key) {
        out.put(key, 0, key.length);
    }

    public void truncate(int length) {
        out.truncate(length);
    }
}
