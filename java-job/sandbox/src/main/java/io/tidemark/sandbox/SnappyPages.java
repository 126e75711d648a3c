package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Reads pages in Snappy without Hadoop, whose codecs Parquet would take by default. */
final class SnappyPages implements CompressionCodecFactory, CompressionCodecFactory.BytesInputDecompressor {

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.SNAPPY) {
            throw new IllegalArgumentException("not in Snappy but in " + codec);
        }
        return this;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("only reads");
    }

    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
        return BytesInput.from(Snappy.uncompress(page.toInputStream().readAllBytes()));
    }

    @Override
    public void decompress(ByteBuffer page, int compressedSize, ByteBuffer target, int size) {
        byte[] packed = new byte[compressedSize];
        page.get(packed);
        try {
            target.put(Snappy.uncompress(packed));
        } catch (IOException e) {
            throw new UncheckedIOException("a page is not in Snappy", e);
        }
    }

    @Override
    public void release() {
        // Nothing is pooled.
    }
}
