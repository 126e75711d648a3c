package io.tidemark.sandbox;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Compresses Parquet pages without Hadoop, whose codecs Parquet would take by default.
 *
 * <p>For writing only: a reader that shared this class could not tell whether the bytes are right. Not thread-safe.
 */
final class ParquetCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return new PageCompressor(codec, compression(codec));
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("the sandbox writes Parquet files, it does not read them");
    }

    @Override
    public void release() {
        // Nothing is pooled.
    }

    private static Compression compression(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> bytes -> bytes;
            case SNAPPY -> Snappy::compress;
            case ZSTD -> Zstd::compress;
            case GZIP -> ParquetCodecs::gzip;
            case LZ4_RAW -> ParquetCodecs::lz4;
            case LZO, BROTLI, LZ4 -> throw new IllegalArgumentException("the sandbox does not write codec " + codec);
        };
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] lz4(byte[] plain) {
        Compressor compressor = new Lz4Compressor();
        byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
        return Arrays.copyOf(packed, length);
    }

    @FunctionalInterface
    private interface Compression {
        byte[] apply(byte[] plain) throws IOException;
    }

    private record PageCompressor(CompressionCodecName codec, Compression compression) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            return BytesInput.from(compression.apply(page.toInputStream().readAllBytes()));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {
            // Nothing is pooled.
        }
    }
}
