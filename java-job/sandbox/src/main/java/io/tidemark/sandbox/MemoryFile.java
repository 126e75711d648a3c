package io.tidemark.sandbox;

import java.io.ByteArrayOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A Parquet file written to memory. Written once, by one thread. */
final class MemoryFile implements OutputFile {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    byte[] bytes() {
        return content.toByteArray();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return new CountingStream();
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return "memory";
    }

    private final class CountingStream extends PositionOutputStream {
        @Override
        public long getPos() {
            return content.size();
        }

        @Override
        public void write(int value) {
            content.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            content.write(source, offset, length);
        }
    }
}
