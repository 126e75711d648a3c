package io.tidemark.loader.load;

import io.tidemark.loader.load.Handover.Producer;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.stage.CopyStream;
import io.tidemark.loader.stage.EncodedRows;
import io.tidemark.loader.stage.RowEncoder;
import io.tidemark.loader.stage.StagedRows;
import io.tidemark.loader.stage.StagingTable;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Fills one staging table: reader threads decode and encode, this thread writes to PostgreSQL. Temporary tables live in
 * one session, so one COPY runs at a time. All objects have the columns of the table.
 */
final class RowCopy {

    /** "COPY table, line 3, column name", in whatever language the server speaks. */
    private static final Pattern COPY_PLACE =
            Pattern.compile("^COPY [^,]+, \\S+ (\\d+)(?:, \\S+ (.+))?$", Pattern.MULTILINE);

    private final Handle handle;
    private final Pipeline pipeline;
    private final List<OpenObject> objects;
    private final StagingTable table;
    private final SetAside aside;
    private final StagedRows staged = new StagedRows();
    private final BlockingQueue<byte[]> emptyPieces = new ArrayBlockingQueue<>(16);

    private RowCopy(Handle handle, Pipeline pipeline, List<OpenObject> objects, StagingTable table, SetAside aside) {
        this.handle = handle;
        this.pipeline = pipeline;
        this.objects = objects;
        this.table = table;
        this.aside = aside;
    }

    /** Creates the table in the handle's transaction. */
    static RowCopy into(
            StagingTable table, Handle handle, Pipeline pipeline, List<OpenObject> objects, SetAside aside) {
        table.create(handle);
        return new RowCopy(handle, pipeline, objects, table, aside);
    }

    /** What was staged so far. */
    StagedTable staged() {
        return new StagedTable(table.name(), table.columns(), table.kept(), staged.lines(), this::place);
    }

    /** Stages rows, of which there is a set for each object; called once for each pass. */
    void copy(List<BitSet> chosen) {
        long linesBefore = staged.lines(); // of earlier passes, which were COPYs of their own
        List<Producer<EncodedRows>> producers = objects.stream()
                .filter(object -> !chosen.get(object.number()).isEmpty())
                .map(object -> decoding(object, chosen.get(object.number())))
                .toList();
        if (producers.isEmpty()) {
            return;
        }
        try (CopyStream copy = CopyStream.into(table, handle.getConnection())) {
            Handover.run(pipeline.load().readers(), producers, encoded -> {
                staged.add(encoded, chosen.get(encoded.object()));
                write(copy, encoded);
            });
            copy.finish();
        } catch (CopyFailure e) {
            throw refused(linesBefore, e.sql());
        } catch (SQLException e) {
            throw refused(linesBefore, e);
        }
    }

    private Producer<EncodedRows> decoding(OpenObject object, BitSet chosen) {
        List<String> names = object.fileColumns(table.columns());
        return out -> {
            RowEncoder encoder =
                    new RowEncoder(object.number(), table, pipeline.target().onNulCharacter(), emptyPiece());
            EncodingSink sink = new EncodingSink(
                    encoder,
                    this::emptyPiece,
                    out,
                    (row, column, reason) ->
                            aside.addChosen(new SourceRow(object.reader().object(), row), column, reason));
            object.reader().decode(object.roles(), names, chosen, sink);
            sink.finish();
        };
    }

    private byte[] emptyPiece() {
        byte[] used = emptyPieces.poll();
        return used == null ? new byte[EncodingSink.PIECE_BYTES + EncodingSink.PIECE_BYTES / 4] : used;
    }

    private void write(CopyStream copy, EncodedRows encoded) {
        CopyFailure.unchecked(() -> copy.write(encoded.bytes(), encoded.length()));
        emptyPieces.offer(encoded.bytes()); // where there are enough of them already, this one is garbage
    }

    /** Names object, row and column of the line that PostgreSQL refused. */
    private RuntimeException refused(long linesBefore, SQLException failure) {
        RuntimeException general =
                SqlFailures.translate("staging rows of " + pipeline.target().table(), failure);
        Matcher place = COPY_PLACE.matcher(SqlFailures.context(failure));
        if (!(general instanceof DataRefusedException) || !place.find()) {
            return general;
        }
        String column = place.group(2);
        String reason = SqlFailures.reason(failure) + expected(column);
        return place(linesBefore + Long.parseLong(place.group(1)))
                .<RuntimeException>map(at ->
                        new DataRefusedException(new RowRefusal(at, Optional.ofNullable(column), reason), failure))
                .orElse(general);
    }

    private Optional<SourceRow> place(long line) {
        return staged.placeOf(line)
                .map(found -> new SourceRow(objects.get(found.object()).reader().object(), found.row()));
    }

    private String expected(String column) {
        return table.columns().stream()
                .filter(candidate -> candidate.name().equals(column))
                .map(found -> "; expected a value of type " + found.type().sql())
                .findFirst()
                .orElse("");
    }
}
