package io.tidemark.loader.stage;

import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;

/**
 * Types that PostgreSQL casts from text in the merge: {@code interval}, {@code timetz}, {@code bit}, ranges, arrays and so
 * on. Only from text: a number or a time of day would become some value of the type, but not the one that was meant.
 */
final class CastEncoder extends ColumnEncoder {

    private final TextEncoder text;

    CastEncoder(TargetColumn column, CopyBuffer out, NulCharacter onNul) {
        super(column, out);
        this.text = TextEncoder.plain(column, out, onNul);
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        text.ofText(utf8);
    }

    /** Bytes that a writer did not mark as text. */
    @Override
    public void ofBytes(ByteBuffer bytes) {
        text.ofText(bytes);
    }
}
