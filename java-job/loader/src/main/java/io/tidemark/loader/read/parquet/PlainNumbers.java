package io.tidemark.loader.read.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.io.ParquetDecodingException;

/** Numbers of four or eight bytes, little-endian, one behind the other. */
final class PlainNumbers extends PageValues {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] page;
    private final int width;
    private int at;

    PlainNumbers(ByteBuffer values, int width, int count) {
        if (values.remaining() < (long) width * count) {
            throw new ParquetDecodingException(
                    "a page of " + values.remaining() + " bytes for " + count + " values of " + width + " bytes");
        }
        this.page = values.array();
        this.at = values.arrayOffset() + values.position();
        this.width = width;
    }

    @Override
    long number() {
        return width == Long.BYTES ? (long) LONG.get(page, at) : (int) INT.get(page, at);
    }

    @Override
    void skip(int count) {
        at += count * width;
    }
}
