package io.tidemark.sandbox;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/** Reads the sandbox's files back with Parquet's own readers and decompressors of another library than the writer's. */
public final class ParquetReading {

    private ParquetReading() {}

    public static ParquetMetadata footer(byte[] file) {
        try (ParquetFileReader reader = open(file)) {
            return reader.getFooter();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Group> groups(byte[] file) {
        List<Group> rows = new ArrayList<>();
        try (ParquetFileReader reader = open(file)) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    rows.add(records.read());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    public static List<GenericRecord> records(byte[] file) {
        List<GenericRecord> rows = new ArrayList<>();
        try (ParquetReader<GenericRecord> reader = AvroParquetReader.<GenericRecord>builder(
                        new BytesFile(file), new PlainParquetConfiguration())
                .withDataModel(GenericData.get())
                .withCodecFactory(new Codecs())
                .build()) {
            for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static ParquetFileReader open(byte[] file) throws IOException {
        return ParquetFileReader.open(
                new BytesFile(file),
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .withCodecFactory(new Codecs())
                        .build());
    }

    private static final class BytesFile implements InputFile {
        private final byte[] content;

        BytesFile(byte[] content) {
            this.content = content;
        }

        @Override
        public long getLength() {
            return content.length;
        }

        @Override
        public SeekableInputStream newStream() {
            return new BytesStream(new Position(content));
        }
    }

    private static final class Position extends ByteArrayInputStream {
        Position(byte[] content) {
            super(content);
        }

        int position() {
            return pos;
        }

        void position(int wanted) {
            pos = wanted;
        }
    }

    private static final class BytesStream extends DelegatingSeekableInputStream {
        private final Position stream;

        BytesStream(Position stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public long getPos() {
            return stream.position();
        }

        @Override
        public void seek(long position) {
            stream.position(Math.toIntExact(position));
        }
    }

    private static final class Codecs implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            return new PageDecompressor(codec);
        }

        @Override
        public void release() {
            // Nothing is pooled.
        }
    }

    private record PageDecompressor(CompressionCodecName codec)
            implements CompressionCodecFactory.BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int size) throws IOException {
            byte[] packed = page.toInputStream().readAllBytes();
            return BytesInput.from(
                    switch (codec) {
                        case UNCOMPRESSED -> packed;
                        case SNAPPY -> with(new SnappyDecompressor(), packed, size);
                        case ZSTD -> with(new ZstdDecompressor(), packed, size);
                        case LZ4_RAW -> with(new Lz4Decompressor(), packed, size);
                        case GZIP -> new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
                        case LZO, BROTLI, LZ4 -> throw new UnsupportedOperationException(codec.toString());
                    });
        }

        @Override
        public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release() {
            // Nothing is pooled.
        }

        private static byte[] with(Decompressor decompressor, byte[] packed, int size) {
            byte[] plain = new byte[size];
            decompressor.decompress(packed, 0, packed.length, plain, 0, size);
            return plain;
        }
    }
}
