package io.tidemark.loader.read.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.RowField;
import io.tidemark.loader.read.RowStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV object. It is read as if each byte were a character: what structures CSV is ASCII, which no part of a
 * longer UTF-8 sequence looks like, so that only the values which are asked for have to be checked.
 */
final class CsvRows extends AbstractBaseCsvCallbackHandler<Boolean> implements RowStream {

    /** Larger than any value that DMS is told to write; a quote that is never closed ends here. */
    private static final int LARGEST_FIELD_BYTES = 64 * 1024 * 1024;

    private final CloseableIterator<Boolean> records;
    private final @Nullable CsvField[] fields;

    private CsvRows(InputStream text, Pipeline.Csv csv, List<String> columns, Set<String> wanted) {
        this.fields = columns.stream()
                .map(name -> wanted.contains(name) ? new CsvField(name, csv.nullValue()) : null)
                .toArray(CsvField[]::new);
        this.records = settings(csv).build(this, text, ISO_8859_1).iterator();
    }

    /** The rows behind the header, if there is one. */
    static CsvRows open(InputStream text, Pipeline.Csv csv, List<String> columns, Set<String> wanted)
            throws IOException {
        CsvRows rows = new CsvRows(text, csv, columns, wanted);
        if (csv.header()) {
            rows.fetch();
        }
        return rows;
    }

    static CsvReader.CsvReaderBuilder settings(Pipeline.Csv csv) {
        return CsvReader.builder()
                .fieldSeparator(csv.delimiter())
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(LARGEST_FIELD_BYTES);
    }

    /** What the parser says may quote the row, so that it is said anew. */
    static IOException malformed() {
        return new IOException(
                "not CSV: a quote that is not closed, text behind a closing quote, or a field of more than "
                        + LARGEST_FIELD_BYTES / (1024 * 1024) + " MiB");
    }

    @Override
    public RowField field(String name) {
        for (CsvField field : fields) {
            if (field != null && field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalStateException("column " + name + " was not asked for");
    }

    @Override
    public boolean next() throws IOException {
        if (!fetch()) {
            return false;
        }
        if (getFieldCount() != fields.length) {
            throw new ValueRefusedException(
                    getFieldCount() + " fields; expected " + fields.length + ", one for each column of the object");
        }
        return true;
    }

    private boolean fetch() throws IOException {
        try {
            return records.hasNext() && records.next();
        } catch (CsvParseException e) {
            throw malformed();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    protected void handleField(int index, char[] buffer, int from, int length, boolean quoted) {
        CsvField field = index < fields.length ? fields[index] : null;
        if (field != null) {
            field.set(buffer, from, length, quoted);
        }
    }

    @Override
    protected Boolean buildRecord() {
        return true;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
