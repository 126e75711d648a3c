package io.tidemark.loader.load;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.PositionParser;
import io.tidemark.loader.read.RowSink;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the earliest time in the timestamp columns of LOAD files: when DMS began the full load, or read its first row. */
final class EarliestTime implements RowSink {

    private static final int MORE_ROWS = 1_000;

    private final SourceObject object;
    private final Times times = new Times();
    private int lastRow = -1;

    private EarliestTime(SourceObject object) {
        this.object = object;
    }

    /**
     * The earliest time of all rows in UTC; nothing if there are no rows.
     *
     * @throws DataRefusedException if an object has no timestamp column, or a row no time
     */
    static Optional<LocalDateTime> of(Pipeline pipeline, List<OpenObject> objects) {
        List<LocalDateTime> found = new ArrayList<>();
        List<Handover.Producer<Optional<LocalDateTime>>> producers = objects.stream()
                .map(object -> (Handover.Producer<Optional<LocalDateTime>>) out -> out.accept(of(pipeline, object)))
                .toList();
        Handover.run(pipeline.load().readers(), producers, earliest -> earliest.ifPresent(found::add));
        return found.stream().min(Comparator.naturalOrder());
    }

    /** Not every format says how many rows there are: if the last one that was asked for is there, there may be more. */
    private static Optional<LocalDateTime> of(Pipeline pipeline, OpenObject object) {
        String column = object.roles()
                .timestamp()
                .orElseThrow(() -> DataRefusedException.ofObject(
                        object.reader().object(),
                        "no column \"" + pipeline.source().timestampColumn()
                                + "\" (source.timestamp-column), so that it does not say when its full load began; say it"
                                + " by --started-at",
                        null));
        int asked = Math.toIntExact(object.reader().rows());
        EarliestTime earliest;
        do {
            asked = Math.addExact(asked, asked / 2 + MORE_ROWS);
            BitSet rows = new BitSet();
            rows.set(0, asked);
            earliest = new EarliestTime(object.reader().object());
            object.reader().decode(object.roles(), List.of(column), rows, earliest);
        } while (earliest.lastRow == asked - 1);
        return Optional.ofNullable(earliest.times.earliest);
    }

    @Override
    public List<ValueSink> sinks() {
        return List.of(times);
    }

    @Override
    public void startRow(int row, long time, long sequence, long ordinal) {
        lastRow = row; // which has no position
    }

    @Override
    public void refused(int row, Optional<String> column, ValueRefusedException reason) {
        throw new DataRefusedException(RowRefusal.of(new SourceRow(object, row), column, reason), null);
    }

    @Override
    public void endRow() {
        // Times are complete by themselves.
    }

    /** Parses a time only if it is written differently from the last one: all may be alike. */
    private static final class Times extends TextSink {

        private ByteBuffer last = ByteBuffer.allocate(0);
        private @Nullable LocalDateTime earliest;

        @Override
        public void ofText(ByteBuffer utf8) {
            if (utf8.equals(last)) {
                return;
            }
            last = ByteBuffer.allocate(utf8.remaining()).put(utf8.duplicate()).flip();
            LocalDateTime time = PositionParser.commitTime(utf8);
            if (earliest == null || time.isBefore(earliest)) {
                earliest = time;
            }
        }

        @Override
        public void ofNull() {
            throw new ValueRefusedException("no time in a full-load object; expected when the row was read");
        }
    }
}
