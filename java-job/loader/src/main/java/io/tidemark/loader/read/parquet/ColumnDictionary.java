package io.tidemark.loader.read.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.io.ParquetDecodingException;

/** The values that a column chunk numbers: numbers, or places in the bytes of the dictionary's page. */
final class ColumnDictionary {

    private final long[] numbers;
    private final int[] from;
    private final int[] to;
    private final ByteBuffer view;

    private ColumnDictionary(byte[] page, int numbers, int values) {
        this.numbers = new long[numbers];
        this.from = new int[values];
        this.to = new int[values];
        this.view = ByteBuffer.wrap(page);
    }

    @SuppressWarnings("deprecation") // PLAIN_DICTIONARY is what writers of Parquet 1.0 call it
    static ColumnDictionary of(ColumnDescriptor column, DictionaryPage page) throws IOException {
        if (page.getEncoding() != Encoding.PLAIN && page.getEncoding() != Encoding.PLAIN_DICTIONARY) {
            throw new ParquetDecodingException("a dictionary in encoding " + page.getEncoding());
        }
        int count = page.getDictionarySize();
        PageValues values =
                PageReading.plain(column, PageReading.bytes(page.getBytes().toInputStream()), count);
        return values instanceof PlainBytes bytes ? ofBytes(bytes, count) : ofNumbers(values, count);
    }

    private static ColumnDictionary ofNumbers(PageValues values, int count) {
        ColumnDictionary dictionary = new ColumnDictionary(new byte[0], count, 0);
        for (int entry = 0; entry < count; entry++) {
            dictionary.numbers[entry] = values.number();
            values.skip(1);
        }
        return dictionary;
    }

    private static ColumnDictionary ofBytes(PlainBytes values, int count) {
        ColumnDictionary dictionary = new ColumnDictionary(values.page(), 0, count);
        for (int entry = 0; entry < count; entry++) {
            dictionary.from[entry] = values.from();
            dictionary.to[entry] = values.to();
            values.skip(1);
        }
        return dictionary;
    }

    long number(int entry) {
        return numbers[entry];
    }

    ByteBuffer bytes(int entry) {
        return view.limit(to[entry]).position(from[entry]);
    }
}
