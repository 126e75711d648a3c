package io.tidemark.loader.read.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of a column chunk one after the other: which of a page's rows have a value, and the values. The column
 * is flat, so its definition levels are 0 and 1 and it has no repetition levels. Belongs to one thread.
 */
final class PageReading {

    private static final int INT96_BYTES = 12;

    private final ColumnDescriptor column;
    private final @Nullable String writer;
    private final PageReader pages;
    private final @Nullable ColumnDictionary dictionary;

    /** For each row of the page 1 if it has a value, where the page has NULLs at all; longer than the page. */
    private int[] levels = {};

    private int rows;
    private boolean complete;
    private @Nullable PageValues values;

    /** {@code writer} is what the file says of the software that wrote it. */
    PageReading(ColumnDescriptor column, @Nullable String writer, PageReader pages) {
        this.column = column;
        this.writer = writer;
        this.pages = pages;
        try {
            DictionaryPage page = pages.readDictionaryPage();
            this.dictionary = page == null ? null : ColumnDictionary.of(column, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on to the next page. */
    void next() {
        DataPage page = pages.readPage();
        if (page == null) {
            throw new ParquetDecodingException("column " + column.getPath()[0] + " has fewer values than rows");
        }
        rows = page.getValueCount();
        try {
            if (page instanceof DataPageV2 second) {
                readLevels(second.getDefinitionLevels().toInputStream());
                read(second.getDataEncoding(), second.getData().toInputStream());
            } else if (page instanceof DataPageV1 first) {
                ByteBufferInputStream bytes = first.getBytes().toInputStream();
                levelReader(first.getRlEncoding(), ValuesType.REPETITION_LEVEL, bytes);
                readLevels(first.getDlEncoding(), bytes);
                read(first.getValueEncoding(), bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int rows() {
        return rows;
    }

    boolean isNull(int row) {
        return !complete && levels[row] == 0;
    }

    /** How many of the page's rows from {@code first} to before {@code end} have a value. */
    int values(int first, int end) {
        if (complete) {
            return end - first;
        }
        int count = 0;
        for (int row = first; row < end; row++) {
            count += levels[row];
        }
        return count;
    }

    PageValues values() {
        if (values == null) {
            throw new IllegalStateException("no page was read");
        }
        return values;
    }

    private ValuesReader levelReader(Encoding encoding, ValuesType type, ByteBufferInputStream page)
            throws IOException {
        ValuesReader reader = encoding.getValuesReader(column, type);
        reader.initFromPage(rows, page);
        return reader;
    }

    private void readLevels(Encoding encoding, ByteBufferInputStream page) throws IOException {
        if (encoding == Encoding.RLE && column.getMaxDefinitionLevel() > 0) {
            int length = Integer.reverseBytes(page.slice(Integer.BYTES).getInt());
            readLevels(page.sliceStream(length));
        } else {
            ValuesReader reader = levelReader(encoding, ValuesType.DEFINITION_LEVEL, page);
            complete = column.getMaxDefinitionLevel() == 0;
            reserveLevels();
            for (int row = 0; row < rows && !complete; row++) {
                levels[row] = reader.readInteger();
            }
        }
    }

    private void readLevels(ByteBufferInputStream packed) throws IOException {
        complete = column.getMaxDefinitionLevel() == 0;
        if (!complete) {
            reserveLevels();
            PackedNumbers.ofRuns(bytes(packed), 1, levels, rows);
            complete = values(0, rows) == rows;
        }
    }

    private void reserveLevels() {
        if (levels.length < rows) {
            levels = new int[rows];
        }
    }

    private void read(Encoding encoding, ByteBufferInputStream page) throws IOException {
        int count = values(0, rows);
        PageValues before = values;
        if (encoding.usesDictionary()) {
            values = entries(encoding, bytes(page), count);
        } else if (encoding == Encoding.PLAIN) {
            values = plain(column, bytes(page), count);
        } else {
            OtherValues other = new OtherValues(
                    encoding.getValuesReader(column, ValuesType.VALUES),
                    column.getPrimitiveType().getPrimitiveTypeName(),
                    page,
                    count,
                    rows);
            if (before instanceof OtherValues last
                    && CorruptDeltaByteArrays.requiresSequentialReads(writer, encoding)) {
                other.follow(last);
            }
            values = other;
        }
    }

    private PageValues entries(Encoding encoding, ByteBuffer page, int count) {
        if (dictionary == null) {
            throw new ParquetDecodingException("a page in encoding " + encoding + " without a dictionary");
        }
        int[] entries = new int[count];
        if (count > 0) {
            int width = page.get();
            PackedNumbers.ofRuns(page, width, entries, count);
        }
        return new DictionaryValues(dictionary, entries);
    }

    static PageValues plain(ColumnDescriptor column, ByteBuffer page, int count) {
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> new UnpackedNumbers(PackedNumbers.ofBits(page, 1, count));
            case INT32, FLOAT -> new PlainNumbers(page, Integer.BYTES, count);
            case INT64, DOUBLE -> new PlainNumbers(page, Long.BYTES, count);
            case INT96 -> new PlainBytes(page, INT96_BYTES);
            case FIXED_LEN_BYTE_ARRAY ->
                new PlainBytes(page, column.getPrimitiveType().getTypeLength());
            case BINARY -> new PlainBytes(page, PlainBytes.OWN_LENGTH);
        };
    }

    /** What is left of a page, which lies in an array since chunks are fetched into arrays. */
    static ByteBuffer bytes(ByteBufferInputStream page) throws IOException {
        return page.slice(page.available());
    }
}
