package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;

/** {@code bytea}: only from bytes, since a text does not say how it stands for them. */
final class BytesEncoder extends ColumnEncoder {

    BytesEncoder(TargetColumn column, CopyBuffer out) {
        super(column, out);
    }

    @Override
    public void ofBytes(ByteBuffer bytes) {
        out.putInt(bytes.remaining());
        out.put(bytes);
    }
}
