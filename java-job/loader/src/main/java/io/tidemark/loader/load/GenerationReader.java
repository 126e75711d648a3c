package io.tidemark.loader.load;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.ChangeScan;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.RowSink;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** An object of a full load whose rows, which have no position of their own, have that of their generation. */
record GenerationReader(ChangeReader reader, Position position) implements ChangeReader {

    @Override
    public SourceObject object() {
        return reader.object();
    }

    @Override
    public long rows() {
        return reader.rows();
    }

    @Override
    public List<FileColumn> columns() {
        return reader.columns();
    }

    @Override
    public String avroSchema() {
        return reader.avroSchema();
    }

    @Override
    public void scan(ChangeColumns columns, ChangeScan scan) {
        reader.scan(columns, new PlacedScan(scan, position));
    }

    @Override
    public void decode(ChangeColumns columns, List<String> names, BitSet rows, RowSink sink) {
        reader.decode(columns, names, rows, new PlacedRows(sink, position));
    }

    private record PlacedScan(ChangeScan scan, Position position) implements ChangeScan {

        @Override
        public List<ValueSink> keySinks() {
            return scan.keySinks();
        }

        @Override
        public void startKey() {
            scan.startKey();
        }

        @Override
        public void committed(long epochMicroseconds) {
            scan.committed(epochMicroseconds);
        }

        @Override
        public void ignored() {
            scan.ignored();
        }

        @Override
        public void unlogged(int kept) {
            scan.unlogged(kept);
        }

        @Override
        public void change(int row, Operation operation, long time, long sequence, long ordinal) {
            scan.change(row, operation, position.time(), position.sequence(), position.ordinal());
        }

        @Override
        public void refused(int row, Optional<String> column, ValueRefusedException reason) {
            scan.refused(row, column, reason);
        }

        @Override
        public void keyBefore() {
            scan.keyBefore();
        }
    }

    private record PlacedRows(RowSink sink, Position position) implements RowSink {

        @Override
        public List<ValueSink> sinks() {
            return sink.sinks();
        }

        @Override
        public void startRow(int row, long time, long sequence, long ordinal) {
            sink.startRow(row, position.time(), position.sequence(), position.ordinal());
        }

        @Override
        public void endRow() {
            sink.endRow();
        }

        @Override
        public void refused(int row, Optional<String> column, ValueRefusedException reason) {
            sink.refused(row, column, reason);
        }
    }
}
