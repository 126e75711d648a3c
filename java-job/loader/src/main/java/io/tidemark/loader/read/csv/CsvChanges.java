package io.tidemark.loader.read.csv;

import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.read.ContentStream;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.RowStream;
import io.tidemark.loader.read.StreamedChanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Set;

/** A CSV object, packed or not. All its values are text; an unquoted {@code source.csv.null-value} is NULL. */
public final class CsvChanges extends StreamedChanges {

    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final Pipeline.Csv csv;
    private final List<String> names;
    private final long rows;

    private CsvChanges(ObjectContent content, Pipeline.Csv csv, List<String> names, long rows) {
        super(content);
        this.csv = csv;
        this.names = names;
        this.rows = rows;
    }

    /** Reads the first rows. */
    public static CsvChanges open(ObjectContent content, Pipeline pipeline) {
        Pipeline.Csv csv = pipeline.source().csv();
        try {
            CsvBeginning beginning = CsvBeginning.of(content, csv);
            List<String> names = CsvColumns.of(content.object(), pipeline, beginning.firstRow());
            return new CsvChanges(content, csv, names, beginning.rows());
        } catch (IOException e) {
            throw unreadable(content.object(), 0, e);
        }
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<FileColumn> columns() {
        return names.stream()
                .map(name -> new FileColumn(name, "CSV text", "text"))
                .toList();
    }

    @Override
    protected RowStream open(Set<String> columns) throws IOException {
        return CsvRows.open(text(new ContentStream(content())), csv, names, columns);
    }

    /** The text of an object, without packing and byte order mark. */
    static InputStream text(ContentStream bytes) throws IOException {
        PushbackInputStream text = new PushbackInputStream(bytes.unpacked(), BYTE_ORDER_MARK.length);
        byte[] start = text.readNBytes(BYTE_ORDER_MARK.length);
        boolean marked = start.length == BYTE_ORDER_MARK.length;
        for (int i = 0; i < start.length; i++) {
            marked &= (start[i] & 0xff) == BYTE_ORDER_MARK[i];
        }
        if (!marked) {
            text.unread(start);
        }
        return text;
    }
}
