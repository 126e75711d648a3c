package io.tidemark.loader.load;

import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.csv.CsvChanges;
import io.tidemark.loader.read.debezium.DebeziumChanges;
import io.tidemark.loader.read.json.JsonChanges;
import io.tidemark.loader.read.parquet.ParquetChanges;

/** Chooses the reader of a pipeline's objects: to support a format, begin here. */
final class Formats {

    private Formats() {}

    /** Opens an object, which reads its schema and no more than that needs. */
    static ChangeReader open(Pipeline pipeline, ObjectContent content) {
        return switch (pipeline.source().format()) {
            case PARQUET -> ParquetChanges.open(content);
            case CSV -> CsvChanges.open(content, pipeline);
            case JSON -> JsonChanges.open(content, pipeline);
            case DEBEZIUM ->
                DebeziumChanges.open(content, pipeline.source().debezium().types());
        };
    }
}
