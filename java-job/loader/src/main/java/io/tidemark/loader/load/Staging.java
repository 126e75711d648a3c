package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.load.Handover.Producer;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.stage.CopyStream;
import io.tidemark.loader.stage.DeleteEncoder;
import io.tidemark.loader.stage.EncodedRows;
import io.tidemark.loader.stage.RowEncoder;
import io.tidemark.loader.stage.StagedRows;
import io.tidemark.loader.stage.StagingTable;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Brings winners into staging tables: reader threads decode and encode, this thread writes to PostgreSQL. Temporary
 * tables live in one session, so one COPY runs at a time. All objects of a staging have the same columns, so that a
 * column that a file does not have is never taken for NULL.
 */
final class Staging {

    /** "COPY table, line 3, column name", in whatever language the server speaks. */
    private static final Pattern COPY_PLACE =
            Pattern.compile("^COPY [^,]+, \\S+ (\\d+)(?:, \\S+ (.+))?$", Pattern.MULTILINE);

    private final Handle handle;
    private final Pipeline pipeline;
    private final List<OpenObject> objects;
    private final StagingTable rows;
    private final StagedRows staged = new StagedRows();
    private final StagingTable deletes;
    private final BlockingQueue<byte[]> emptyPieces = new ArrayBlockingQueue<>(16);
    private long deleted;

    private Staging(
            Handle handle, Pipeline pipeline, List<OpenObject> objects, StagingTable rows, StagingTable deletes) {
        this.handle = handle;
        this.pipeline = pipeline;
        this.objects = objects;
        this.rows = rows;
        this.deletes = deletes;
    }

    /** Creates the tables of staging number {@code number} in the handle's transaction. */
    static Staging create(Handle handle, Pipeline pipeline, TargetTable table, ColumnSet set, int number) {
        StagingTable rows = new StagingTable("tidemark_rows_" + number, set.columns());
        StagingTable deletes = new StagingTable("tidemark_deletes_" + number, table.key());
        rows.create(handle);
        deletes.create(handle);
        return new Staging(handle, pipeline, set.objects(), rows, deletes);
    }

    /** The staged deletes, by key. */
    StagedTable deletes() {
        return new StagedTable(deletes.name(), deletes.columns(), deleted, line -> "delete " + line);
    }

    /** The staged inserts and updates. */
    StagedTable upserts() {
        return new StagedTable(rows.name(), rows.columns(), staged.lines(), this::place);
    }

    /** Stages what won in a fold; called once for each pass. */
    void stage(Fold fold) {
        long linesBefore = staged.lines(); // of earlier passes, which were COPYs of their own
        try {
            copy(fold.winners(objects.size()));
        } catch (SQLException e) {
            throw refused(linesBefore, e);
        }
        try {
            copyDeletes(fold);
        } catch (SQLException e) {
            throw SqlFailures.translate("staging deletes", e);
        }
    }

    private void copy(List<BitSet> winners) throws SQLException {
        List<Producer<EncodedRows>> producers = objects.stream()
                .filter(object -> !winners.get(object.number()).isEmpty())
                .map(object -> decoding(object, winners.get(object.number())))
                .toList();
        if (producers.isEmpty()) {
            return;
        }
        try (CopyStream copy = CopyStream.into(rows, handle.getConnection())) {
            Handover.run(pipeline.load().readers(), producers, encoded -> {
                staged.add(encoded, winners.get(encoded.object()));
                write(copy, encoded);
            });
            copy.finish();
        } catch (WriteFailure e) {
            throw e.cause;
        }
    }

    private Producer<EncodedRows> decoding(OpenObject object, BitSet chosen) {
        return out -> {
            RowEncoder encoder = new RowEncoder(
                    object.number(), object.targetColumns(), pipeline.target().onNulCharacter(), emptyPiece());
            EncodingSink sink = new EncodingSink(encoder, this::emptyPiece, out);
            object.reader().decode(object.roles(), object.fileColumns(), chosen, sink);
            sink.finish();
        };
    }

    private byte[] emptyPiece() {
        byte[] used = emptyPieces.poll();
        return used == null ? new byte[EncodingSink.PIECE_BYTES + EncodingSink.PIECE_BYTES / 4] : used;
    }

    private void write(CopyStream copy, EncodedRows encoded) {
        try {
            copy.write(encoded.bytes(), encoded.length());
        } catch (SQLException e) {
            throw new WriteFailure(e);
        }
        emptyPieces.offer(encoded.bytes()); // where there are enough of them already, this one is garbage
    }

    private void copyDeletes(Fold fold) throws SQLException {
        DeleteEncoder encoder = new DeleteEncoder(deletes.columns().size());
        try (CopyStream copy = CopyStream.into(deletes, handle.getConnection())) {
            fold.forEachDelete((key, from, length, time, sequence, ordinal) -> {
                encoder.put(key, from, length, time, sequence, ordinal);
                if (encoder.isFull()) {
                    flush(copy, encoder);
                }
            });
            flush(copy, encoder);
            deleted += copy.finish();
        } catch (WriteFailure e) {
            throw e.cause;
        }
    }

    private static void flush(CopyStream copy, DeleteEncoder encoder) {
        try {
            copy.write(encoder.encoded().bytes(), encoder.encoded().length());
        } catch (SQLException e) {
            throw new WriteFailure(e);
        }
        encoder.clear();
    }

    /** Names object, row and column of the line that PostgreSQL refused. */
    private RuntimeException refused(long linesBefore, SQLException failure) {
        RuntimeException general =
                SqlFailures.translate("staging rows of " + pipeline.target().table(), failure);
        Matcher place = COPY_PLACE.matcher(SqlFailures.context(failure));
        if (!(general instanceof DataRefusedException) || !place.find()) {
            return general;
        }
        return staged.placeOf(linesBefore + Long.parseLong(place.group(1)))
                .<RuntimeException>map(found -> {
                    SourceObject object = objects.get(found.object()).reader().object();
                    String column = place.group(2);
                    String reason = SqlFailures.reason(failure) + expected(column);
                    return column == null
                            ? DataRefusedException.ofRow(object, found.row() + 1L, reason)
                            : DataRefusedException.ofValue(object, found.row() + 1L, column, reason);
                })
                .orElse(general);
    }

    private String place(long line) {
        return staged.placeOf(line)
                .map(found -> objects.get(found.object()).reader().object().uri() + ", row " + (found.row() + 1))
                .orElse("staged row " + line);
    }

    private String expected(String column) {
        return rows.columns().stream()
                .filter(candidate -> candidate.name().equals(column))
                .map(found -> "; expected a value of type " + found.type().sql())
                .findFirst()
                .orElse("");
    }

    /** Carries a failure of the COPY through code that does not know of SQL. */
    private static final class WriteFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final SQLException cause;

        WriteFailure(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
