package io.tidemark.loader.read.csv;

import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.read.ContentStream;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.RowStream;
import io.tidemark.loader.read.StreamedChanges;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A CSV object, packed or not. All its values are text; an unquoted {@code source.csv.null-value} is NULL. */
public final class CsvChanges extends StreamedChanges {

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
            List<String> names = names(content, pipeline, beginning);
            return new CsvChanges(content, csv, names, beginning.rows());
        } catch (IOException e) {
            throw unreadable(content.object(), 0, e);
        }
    }

    private static List<String> names(ObjectContent content, Pipeline pipeline, CsvBeginning beginning) {
        if (!beginning.firstRow().isEmpty()) {
            return CsvColumns.of(content.object(), pipeline, beginning.firstRow());
        }
        return pipeline.source().csv().header()
                ? leastColumns(pipeline)
                : pipeline.source().columns();
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
        return CsvRows.open(new ContentStream(content()).text(), csv, names, columns);
    }
}
