package io.tidemark.loader.read.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.io.ParquetDecodingException;

/** Values of bytes one behind the other, all of the same length or each after its own. */
final class PlainBytes extends PageValues {

    static final int OWN_LENGTH = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] page;
    private final int end;
    private final int fixedLength;
    private final ByteBuffer view;
    private int at;

    PlainBytes(ByteBuffer values, int fixedLength) {
        this.page = values.array();
        this.at = values.arrayOffset() + values.position();
        this.end = at + values.remaining();
        this.fixedLength = fixedLength;
        this.view = ByteBuffer.wrap(page);
    }

    /** Where the value begins in {@link #page}. */
    int from() {
        return fixedLength == OWN_LENGTH ? at + Integer.BYTES : at;
    }

    /** Where the value ends. */
    int to() {
        int length = fixedLength;
        if (length == OWN_LENGTH) {
            length = at + Integer.BYTES > end ? -1 : (int) INT.get(page, at);
        }
        if (length < 0 || length > end - from()) {
            throw new ParquetDecodingException("a value that does not end within its page");
        }
        return from() + length;
    }

    byte[] page() {
        return page;
    }

    @Override
    ByteBuffer bytes() {
        return view.limit(to()).position(from());
    }

    @Override
    void skip(int count) {
        for (int i = 0; i < count; i++) {
            at = to();
        }
    }
}
