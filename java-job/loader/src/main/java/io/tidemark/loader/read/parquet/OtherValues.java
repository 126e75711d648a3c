package io.tidemark.loader.read.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.values.RequiresPreviousReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Values in an encoding that Parquet's own reader decodes, one at a time. */
final class OtherValues extends PageValues {

    private final ValuesReader reader;
    private final PrimitiveTypeName type;
    private int left;
    private boolean read;
    private long number;
    private @Nullable ByteBuffer bytes;

    OtherValues(ValuesReader reader, PrimitiveTypeName type, ByteBufferInputStream page, int count, int pageRows)
            throws IOException {
        this.reader = reader;
        this.type = type;
        this.left = count;
        reader.initFromPage(pageRows, page);
    }

    /** Writers of old wrote the first value of a page as what it adds to the last one of the page before. */
    void follow(OtherValues before) {
        before.skip(before.left);
        if (reader instanceof RequiresPreviousReader following) {
            following.setPreviousReader(before.reader);
        }
    }

    @Override
    long number() {
        read();
        return number;
    }

    @Override
    ByteBuffer bytes() {
        read();
        if (bytes == null) {
            throw new IllegalStateException("a number has no bytes");
        }
        return bytes;
    }

    private void read() {
        if (read) {
            return;
        }
        if (left-- == 0) {
            throw new ParquetDecodingException("a page with fewer values than it says");
        }
        read = true;
        switch (type) {
            case BOOLEAN -> number = reader.readBoolean() ? 1 : 0;
            case INT32 -> number = reader.readInteger();
            case INT64 -> number = reader.readLong();
            case FLOAT -> number = Float.floatToRawIntBits(reader.readFloat());
            case DOUBLE -> number = Double.doubleToRawLongBits(reader.readDouble());
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY ->
                bytes = reader.readBytes().toByteBuffer();
        }
    }

    @Override
    void skip(int count) {
        int more = count;
        if (read && more > 0) {
            read = false;
            more--;
        }
        for (; more > 0; more--) {
            reader.skip();
            left--;
        }
    }
}
