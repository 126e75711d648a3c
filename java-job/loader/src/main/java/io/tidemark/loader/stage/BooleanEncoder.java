package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import java.nio.ByteBuffer;

/** {@code boolean}: also from the texts {@code true} and {@code false}, as DMS writes it unless told otherwise. */
final class BooleanEncoder extends ColumnEncoder {

    BooleanEncoder(TargetColumn column, CopyBuffer out) {
        super(column, out);
    }

    @Override
    public void ofBoolean(boolean value) {
        out.putInt(1);
        out.putByte(value ? 1 : 0);
    }

    @Override
    public void ofInteger(long value) {
        if (value != 0 && value != 1) {
            throw refused("an integer that is neither 0 nor 1");
        }
        ofBoolean(value == 1);
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        switch (AsciiText.of(utf8)) {
            case "true", "t", "1" -> ofBoolean(true);
            case "false", "f", "0" -> ofBoolean(false);
            default -> throw refused("a text that is neither true nor false");
        }
    }
}
