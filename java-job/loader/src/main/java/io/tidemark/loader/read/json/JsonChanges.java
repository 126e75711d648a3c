package io.tidemark.loader.read.json;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.ContentStream;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.RowStream;
import io.tidemark.loader.read.StreamedChanges;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * An object with a change in each of its JSON objects, packed or not. It has the columns that any of its rows has; a row
 * without one of them does not say that it is NULL (see {@link JsonField#push}).
 */
public final class JsonChanges extends StreamedChanges {

    private final List<FileColumn> columns;
    private final long rows;

    private JsonChanges(ObjectContent content, List<FileColumn> columns, long rows) {
        super(content);
        this.columns = columns;
        this.rows = rows;
    }

    /** Reads the whole object once. */
    public static JsonChanges open(ObjectContent content, Pipeline pipeline) {
        JsonSurvey survey = new JsonSurvey();
        long read = 0;
        try (JsonRows rows = JsonRows.open(new ContentStream(content).text(), survey)) {
            while (rows.next()) {
                read++;
            }
        } catch (ValueRefusedException e) {
            throw DataRefusedException.ofRow(content.object(), read + 1, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unreadable(content.object(), read, e);
        }
        List<FileColumn> columns = survey.rows() > 0
                ? survey.columns()
                : leastColumns(pipeline).stream()
                        .map(name -> new FileColumn(name, "JSON null", "text"))
                        .toList();
        return new JsonChanges(content, columns, survey.rows());
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<FileColumn> columns() {
        return columns;
    }

    @Override
    protected RowStream open(Set<String> wanted) throws IOException {
        return JsonRows.open(new ContentStream(content()).text(), wanted);
    }
}
