package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;

/** {@code bytea}: from bytes, or from PostgreSQL's own text for them, {@code \x} and two hexadecimal digits for each. */
final class BytesEncoder extends ColumnEncoder {

    BytesEncoder(TargetColumn column, CopyBuffer out) {
        super(column, out);
    }

    @Override
    public void ofBytes(ByteBuffer bytes) {
        out.putInt(bytes.remaining());
        out.put(bytes);
    }

    /** Any other text does not say how it stands for bytes: {@code 74727565} may be base64, or eight characters. */
    @Override
    public void ofText(ByteBuffer utf8) {
        int from = utf8.position() + 2;
        int digits = utf8.limit() - from;
        if (digits < 0 || digits % 2 != 0 || utf8.get(from - 2) != '\\' || utf8.get(from - 1) != 'x') {
            throw notHexadecimal();
        }
        out.putInt(digits / 2);
        for (int i = from; i < utf8.limit(); i += 2) {
            int high = Character.digit(utf8.get(i), 16);
            int low = Character.digit(utf8.get(i + 1), 16);
            if (high < 0 || low < 0) {
                throw notHexadecimal();
            }
            out.putByte(high << 4 | low);
        }
    }

    private RuntimeException notHexadecimal() {
        return refused("a text that is not in PostgreSQL's form for bytes, \\x and hexadecimal digits");
    }
}
