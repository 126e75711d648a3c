package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.read.AvroText;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.ChangeScan;
import io.tidemark.loader.read.ChosenRows;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.KeyRows;
import io.tidemark.loader.read.RowSink;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet object. Only the footer is kept; each pass fetches the chunks of the columns that it asks for, one row
 * group at a time, and decodes page by page, so that memory is bounded by the compressed columns of a row group.
 */
public final class ParquetChanges implements ChangeReader {

    /** Neighbouring column chunks are fetched in one request up to this many bytes. */
    private static final int LARGEST_REQUEST = 32 * 1024 * 1024;

    private final ContentInputFile file;
    private final SourceObject object;
    private final ParquetReadOptions options;
    private final ParquetMetadata footer;
    private final List<FileColumn> columns;

    private ParquetChanges(ContentInputFile file, SourceObject object, ParquetReadOptions options) throws IOException {
        this.file = file;
        this.object = object;
        this.options = options;
        try (SeekableInputStream tail = file.newTailStream()) {
            this.footer = ParquetFileReader.readFooter(file, options, tail);
        }
        MessageType schema = schema();
        for (Type field : schema.getFields()) {
            if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
                throw new IOException("column \"" + field.getName() + "\" is nested; expected columns of plain values");
            }
        }
        this.columns = schema.getFields().stream()
                .map(field -> FileColumns.of(field.asPrimitiveType()))
                .toList();
    }

    /** Reads the footer. */
    public static ParquetChanges open(ObjectContent content) {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .usePageChecksumVerification() // of pages that have one: a flipped bit is often a valid value
                .withMaxAllocationInBytes(LARGEST_REQUEST)
                .build();
        try {
            return new ParquetChanges(new ContentInputFile(content), content.object(), options);
        } catch (LoadException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw notReadable(content.object(), e);
        }
    }

    @Override
    public SourceObject object() {
        return object;
    }

    @Override
    public long rows() {
        return footer.getBlocks().stream()
                .mapToLong(block -> block.getRowCount())
                .sum();
    }

    @Override
    public List<FileColumn> columns() {
        return columns;
    }

    @Override
    public String avroSchema() {
        PlainParquetConfiguration settings = new PlainParquetConfiguration();
        // Avro has no INT96: the schema shows it as the twelve bytes that it is.
        settings.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
        return AvroText.of(() -> new AvroSchemaConverter(settings).convert(schema()));
    }

    @Override
    public void scan(ChangeColumns roles, ChangeScan scan) {
        forEachRowGroup(new KeyPass(footer.getFileMetaData(), new KeyRows(object, roles, scan)));
    }

    @Override
    public void decode(ChangeColumns roles, List<String> names, BitSet rows, RowSink sink) {
        forEachRowGroup(new RowPass(footer.getFileMetaData(), new ChosenRows(object, roles, names, rows, sink)));
    }

    private MessageType schema() {
        return footer.getFileMetaData().getSchema();
    }

    /** One pass over the row groups, with the columns that it wants. */
    interface RowGroups {

        Projection projection();

        /** Whether any of these rows, the first of them numbered {@code firstRow}, is of interest. */
        boolean wants(int firstRow, int rowCount);

        /** Reads rows of the row group at which the projection stands. */
        void read(int firstRow, int rowCount);
    }

    private void forEachRowGroup(RowGroups pass) {
        try (ParquetFileReader reader = ParquetFileReader.open(file, footer, options, file.newStream())) {
            reader.setRequestedSchema(pass.projection().schema());
            int row = 0;
            for (int group = 0; group < footer.getBlocks().size(); group++) {
                int count = Math.toIntExact(footer.getBlocks().get(group).getRowCount());
                if (count > 0 && pass.wants(row, count)) {
                    try (PageReadStore pages = reader.readRowGroup(group)) {
                        pass.projection().start(pages, row);
                        pass.read(row, count);
                    }
                }
                row = Math.addExact(row, count);
            }
        } catch (LoadException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw notReadable(object, e);
        }
    }

    /** Parquet throws what it likes at bytes that are not Parquet, so the whole class of failures is the object's. */
    private static DataRefusedException notReadable(SourceObject object, Exception cause) {
        String found = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return DataRefusedException.ofObject(
                object,
                "cannot be read as Parquet (" + found.replace(object.uri(), "the object")
                        + "); expected a whole file that begins and ends with PAR1: check who wrote it and whether the"
                        + " upload was cut short",
                cause);
    }
}
