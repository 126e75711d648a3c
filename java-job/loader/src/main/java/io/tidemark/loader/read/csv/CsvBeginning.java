package io.tidemark.loader.read.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.read.ContentStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What the first rows of an object tell.
 *
 * @param firstRow the fields of the first row, which may be a header; empty if there is none
 * @param rows how many rows the object has, header and all: counted in a small one, estimated in a larger one
 */
record CsvBeginning(List<String> firstRow, long rows) {

    private static final int MOST_ROWS = 1_000;

    static CsvBeginning of(ObjectContent content, Pipeline.Csv csv) throws IOException {
        ContentStream bytes = new ContentStream(content);
        try (CloseableIterator<CsvRecord> records =
                CsvRows.settings(csv).ofCsvRecord(bytes.text(), ISO_8859_1).iterator()) {
            if (!records.hasNext()) {
                return new CsvBeginning(List.of(), 0);
            }
            List<String> first = records.next().getFields().stream()
                    .map(field -> new String(field.getBytes(ISO_8859_1), UTF_8))
                    .toList();
            long rows = 1;
            for (; rows < MOST_ROWS && records.hasNext(); rows++) {
                records.next();
            }
            boolean all = rows < MOST_ROWS;
            return new CsvBeginning(first, all ? rows : rows * content.object().size() / Math.max(1, bytes.position()));
        } catch (CsvParseException e) {
            throw CsvRows.malformed();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
