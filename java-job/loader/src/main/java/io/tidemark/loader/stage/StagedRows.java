package io.tidemark.loader.stage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Remembers which rows of which objects were written to a COPY in which order, so that a line that PostgreSQL refuses
 * can be named by object and row. A few bytes for some thousand rows.
 */
public final class StagedRows {

    private record Segment(long firstLine, int object, int firstRow, int rows, BitSet chosen) {}

    private final List<Segment> segments = new ArrayList<>();
    private long lines;

    /** Notes rows that were written; {@code chosen} are the rows of their object that are staged at all. */
    public void add(EncodedRows rows, BitSet chosen) {
        segments.add(new Segment(lines + 1, rows.object(), rows.firstRow(), rows.rows(), chosen));
        lines += rows.rows();
    }

    /** A row of an object, both numbered from 0. */
    public record Place(int object, int row) {}

    /** Where a line of the COPY, counted from 1, came from. */
    public Optional<Place> placeOf(long line) {
        for (Segment segment : segments) {
            long offset = line - segment.firstLine();
            if (offset >= 0 && offset < segment.rows()) {
                int row = segment.firstRow();
                for (long i = 0; i < offset; i++) {
                    row = segment.chosen().nextSetBit(row + 1);
                }
                return Optional.of(new Place(segment.object(), row));
            }
        }
        return Optional.empty();
    }
}
