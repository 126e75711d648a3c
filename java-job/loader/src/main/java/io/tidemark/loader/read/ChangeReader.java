package io.tidemark.loader.read;

import io.tidemark.loader.model.SourceObject;
import java.util.BitSet;
import java.util.List;

/**
 * One object, opened: its schema is known, its rows can be read as often as needed and by several threads, each call
 * with its own sinks. Rows are numbered from 0 here and from 1 in messages.
 *
 * <p>Every method throws {@link io.tidemark.loader.model.DataRefusedException} for content that is not what it claims
 * to be, and {@link io.tidemark.loader.model.EnvironmentException} if the bytes cannot be had.
 */
public interface ChangeReader {

    SourceObject object();

    /**
     * How many rows there are: exactly where the format says it, else an estimate from the beginning of the object and its
     * size. Only memory is planned with it, never what is read.
     */
    long rows();

    List<FileColumn> columns();

    /** The schema as Avro writes it, for the schema history; the same for all objects that have the same columns. */
    String avroSchema();

    /** Reads only what decides the fold, of every row. */
    void scan(ChangeColumns columns, ChangeScan scan);

    /** Reads the given columns of the given rows in their order; rows beyond the last one are no matter. */
    void decode(ChangeColumns columns, List<String> names, BitSet rows, RowSink sink);
}
