package io.tidemark.loader.read.parquet;

import java.nio.ByteBuffer;

/** Values that stand in a page as numbers of entries of the column's dictionary. */
final class DictionaryValues extends PageValues {

    private final ColumnDictionary dictionary;
    private final int[] entries;
    private int at;

    DictionaryValues(ColumnDictionary dictionary, int[] entries) {
        this.dictionary = dictionary;
        this.entries = entries;
    }

    @Override
    long number() {
        return dictionary.number(entries[at]);
    }

    @Override
    ByteBuffer bytes() {
        return dictionary.bytes(entries[at]);
    }

    @Override
    void skip(int count) {
        at += count;
    }
}
