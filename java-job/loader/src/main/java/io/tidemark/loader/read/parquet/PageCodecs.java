package io.tidemark.loader.read.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Decompresses pages with the codecs' own libraries. Parquet's default factory needs Hadoop's codec classes, which are
 * not in the jar.
 */
final class PageCodecs implements CompressionCodecFactory {

    /** Fills {@code target} from a part of {@code source} and answers how many bytes it wrote. */
    @FunctionalInterface
    private interface Decompression {
        int decompress(byte[] source, int from, int length, byte[] target) throws IOException;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED ->
                new Decompressor((source, from, length, target) -> {
                    System.arraycopy(source, from, target, 0, target.length);
                    return length;
                });
            case SNAPPY ->
                new Decompressor((source, from, length, target) -> Snappy.uncompress(source, from, length, target, 0));
            case GZIP -> new Decompressor(PageCodecs::gunzip);
            case ZSTD ->
                new Decompressor((source, from, length, target) ->
                        (int) Zstd.decompressByteArray(target, 0, target.length, source, from, length));
            case LZ4_RAW ->
                new Decompressor((source, from, length, target) ->
                        new Lz4Decompressor().decompress(source, from, length, target, 0, target.length));
            case LZO, BROTLI, LZ4 ->
                throw new IllegalArgumentException("compression " + codec
                        + " is not supported; expected UNCOMPRESSED, SNAPPY, GZIP, ZSTD or LZ4_RAW");
        };
    }

    private static int gunzip(byte[] source, int from, int length, byte[] target) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(source, from, length))) {
            return in.readNBytes(target, 0, target.length);
        }
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new IllegalStateException("files are only read here");
    }

    @Override
    public void release() {
        // Nothing is held between pages.
    }

    private record Decompressor(Decompression decompression) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            ByteBuffer source = bytes.toInputStream().slice(Math.toIntExact(bytes.size()));
            return BytesInput.from(decompressed(source, decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            ByteBuffer source = input.slice(input.position(), compressedSize);
            output.put(decompressed(source, decompressedSize));
            input.position(input.position() + compressedSize);
        }

        /** Chunks are fetched into arrays on the heap, so that a page is a part of one. */
        private byte[] decompressed(ByteBuffer source, int decompressedSize) throws IOException {
            byte[] target = new byte[decompressedSize];
            int from = source.arrayOffset() + source.position();
            int length = decompression.decompress(source.array(), from, source.remaining(), target);
            if (length != decompressedSize) {
                throw new IOException("a page of " + length + " bytes; expected " + decompressedSize);
            }
            return target;
        }

        @Override
        public void release() {
            // Nothing is held between pages.
        }
    }
}
