package io.tidemark.loader.read;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An object whose format writes row by row: each pass reads it from its beginning. Safe for use by several threads. */
public abstract class StreamedChanges implements ChangeReader {

    private final ObjectContent content;

    protected StreamedChanges(ObjectContent content) {
        this.content = content;
    }

    /** Begins a pass that needs these columns. */
    protected abstract RowStream open(Set<String> columns) throws IOException;

    @Override
    public final SourceObject object() {
        return content.object();
    }

    protected final ObjectContent content() {
        return content;
    }

    @Override
    public final String avroSchema() {
        return AvroText.ofTexts(columns());
    }

    @Override
    public final void scan(ChangeColumns roles, ChangeScan scan) {
        KeyRows keys = new KeyRows(object(), roles, scan);
        int row = 0;
        try (RowStream rows = open(Set.copyOf(keys.columns()))) {
            keys.bind(rows::field);
            for (; ; row++) {
                try {
                    if (!rows.next()) {
                        break;
                    }
                    keys.read(row);
                } catch (ValueRefusedException e) {
                    scan.refused(row, Optional.empty(), e);
                }
            }
        } catch (IOException e) {
            throw unreadable(object(), row, e);
        }
    }

    @Override
    public final void decode(ChangeColumns roles, List<String> names, BitSet rows, RowSink sink) {
        ChosenRows chosen = new ChosenRows(object(), roles, names, rows, sink);
        int row = 0;
        try (RowStream stream = open(Set.copyOf(chosen.columns()))) {
            chosen.bind(stream::field);
            for (int last = rows.length() - 1; row <= last; row++) {
                try {
                    if (!stream.next()) {
                        break;
                    }
                    if (chosen.wants(row)) {
                        chosen.read(row);
                    }
                } catch (ValueRefusedException e) {
                    if (chosen.wants(row)) {
                        sink.refused(row, Optional.empty(), e);
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(object(), row, e);
        }
    }

    /** The columns of an object that has no row to tell. */
    protected static List<String> leastColumns(Pipeline pipeline) {
        Pipeline.Source source = pipeline.source();
        return Stream.concat(
                        Stream.of(source.opColumn(), source.timestampColumn(), source.positionColumn()),
                        pipeline.target().key().stream())
                .distinct()
                .toList();
    }

    /** What is said of content that ends the reading; {@code read} rows were good. */
    protected static DataRefusedException unreadable(SourceObject object, long read, IOException cause) {
        String found = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return DataRefusedException.ofRow(
                object,
                read + 1,
                "cannot be read (" + found + "): check who wrote the object, whether the upload was cut short, and"
                        + " source.format");
    }
}
