package io.tidemark.loader.load;

import io.tidemark.loader.load.Handover.Producer;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.stage.EncodedRows;
import io.tidemark.loader.stage.RowEncoder;
import io.tidemark.loader.stage.StagedRows;
import io.tidemark.loader.stage.StagingArea;
import io.tidemark.loader.stage.StagingArea.Filling;
import io.tidemark.loader.stage.StagingTable;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fills one staging area with rows: reader threads decode and encode, this thread writes. Temporary tables live in one
 * session, so one COPY runs at a time. All objects have the columns of the area's table.
 */
final class RowCopy {

    /** "COPY table, line 3, column name", in whatever language the server speaks. */
    private static final Pattern COPY_PLACE =
            Pattern.compile("^COPY [^,]+, \\S+ (\\d+)(?:, \\S+ (.+))?$", Pattern.MULTILINE);

    private final Pipeline pipeline;
    private final List<OpenObject> objects;
    private final StagingArea area;
    private final SetAside aside;
    private final List<BitSet> chosen;
    private final StagedRows staged = new StagedRows();
    private final BlockingQueue<byte[]> emptyPieces = new ArrayBlockingQueue<>(16);

    RowCopy(Pipeline pipeline, List<OpenObject> objects, StagingArea area, SetAside aside) {
        this.pipeline = pipeline;
        this.objects = objects;
        this.area = area;
        this.aside = aside;
        this.chosen = Stream.generate(BitSet::new).limit(objects.size()).toList();
    }

    /** Notes rows to stage, of which there is a set for each object. */
    void choose(List<BitSet> rows) {
        for (int object = 0; object < chosen.size(); object++) {
            chosen.get(object).or(rows.get(object));
        }
    }

    /** What was staged so far, if anything was. */
    Optional<StagedTable> staged() {
        StagingTable table = area.table();
        return area.rows() == 0
                ? Optional.empty()
                : Optional.of(new StagedTable(area.source(), table.columns(), table.kept(), area.rows(), this::place));
    }

    /** Stages the rows that were noted. */
    void copy() {
        List<Producer<EncodedRows>> producers = objects.stream()
                .filter(object -> !chosen.get(object.number()).isEmpty())
                .map(object -> decoding(object, chosen.get(object.number())))
                .toList();
        if (producers.isEmpty()) {
            return;
        }
        try (Filling filling = area.fill()) {
            Handover.run(pipeline.load().readers(), producers, encoded -> {
                staged.add(encoded, chosen.get(encoded.object()));
                write(filling, encoded);
            });
            filling.finish();
        } catch (CopyFailure e) {
            throw refused(e.sql());
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** Brings what is held in memory to a table. */
    void moveToTable() {
        try {
            area.moveToTable();
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private Producer<EncodedRows> decoding(OpenObject object, BitSet chosen) {
        List<String> names = object.fileColumns(area.table().columns());
        return out -> {
            RowEncoder encoder = new RowEncoder(
                    object.number(), area.table(), pipeline.target().onNulCharacter(), emptyPiece());
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

    private void write(Filling filling, EncodedRows encoded) {
        CopyFailure.unchecked(() -> filling.write(encoded.bytes(), encoded.length(), encoded.rows()));
        emptyPieces.offer(encoded.bytes()); // where there are enough of them already, this one is garbage
    }

    /** Names object, row and column of the line that PostgreSQL refused. */
    private RuntimeException refused(SQLException failure) {
        RuntimeException general =
                SqlFailures.translate("staging rows of " + pipeline.target().table(), failure);
        Matcher place = COPY_PLACE.matcher(SqlFailures.context(failure));
        if (!(general instanceof DataRefusedException) || !place.find()) {
            return general;
        }
        String column = place.group(2);
        String reason = SqlFailures.reason(failure) + expected(column);
        return place(area.rowsBeforeCopy() + Long.parseLong(place.group(1)))
                .<RuntimeException>map(at ->
                        new DataRefusedException(new RowRefusal(at, Optional.ofNullable(column), reason), failure))
                .orElse(general);
    }

    private Optional<SourceRow> place(long line) {
        return staged.placeOf(line)
                .map(found -> new SourceRow(objects.get(found.object()).reader().object(), found.row()));
    }

    private String expected(String column) {
        return area.table().columns().stream()
                .filter(candidate -> candidate.name().equals(column))
                .map(found -> "; expected a value of type " + found.type().sql() + newLabel(found))
                .findFirst()
                .orElse("");
    }

    /** Not done here: PostgreSQL lets nobody use a new value of an enum before it is committed. */
    private static String newLabel(TargetColumn column) {
        return column.type().kind() == Kind.ENUM
                ? "; if the source's type has a new value, run: alter type "
                        + column.type().sql() + " add value '…'"
                : "";
    }
}
