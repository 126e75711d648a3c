package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.stage.CopyBuffer;
import io.tidemark.loader.stage.DeleteEncoder;
import io.tidemark.loader.stage.StagingArea;
import io.tidemark.loader.stage.StagingArea.Filling;
import io.tidemark.loader.stage.StagingTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Brings winners into staging areas. All objects of a staging have the same columns, so that a column that a file does
 * not have is never taken for NULL.
 */
final class Staging implements Winners {

    private final int objects;
    private final RowCopy rows;
    private final List<RowCopy> kept;
    private final StagingArea deletes;

    private Staging(int objects, RowCopy rows, List<RowCopy> kept, StagingArea deletes) {
        this.objects = objects;
        this.rows = rows;
        this.kept = kept;
        this.deletes = deletes;
    }

    /** Stages the objects of a set of columns as number {@code number}, in areas of their own. */
    static Staging create(
            Function<StagingTable, StagingArea> area,
            Pipeline pipeline,
            TargetTable table,
            ColumnSet set,
            SetAside aside,
            int number) {
        Function<StagingTable, RowCopy> copy =
                area.andThen(filled -> new RowCopy(pipeline, set.objects(), filled, aside));
        List<TargetColumn> keptColumns =
                table.kept().stream().filter(set.columns()::contains).toList();
        List<RowCopy> kept = new ArrayList<>();
        for (TargetColumn column : keptColumns) {
            List<TargetColumn> columns =
                    Stream.concat(table.key().stream(), Stream.of(column)).toList();
            kept.add(copy.apply(
                    new StagingTable("tidemark_kept_" + number + "_" + kept.size(), columns, List.of(column))));
        }
        RowCopy rows = copy.apply(new StagingTable("tidemark_rows_" + number, set.columns(), keptColumns));
        StagingTable deletes = new StagingTable("tidemark_deletes_" + number, table.key(), List.of());
        return new Staging(set.objects().size(), rows, kept, area.apply(deletes));
    }

    @Override
    public Optional<StagedTable> deletes() {
        StagingTable table = deletes.table();
        return deletes.rows() == 0
                ? Optional.empty()
                : Optional.of(new StagedTable(
                        deletes.source(), table.columns(), List.of(), deletes.rows(), line -> Optional.empty()));
    }

    @Override
    public Optional<StagedTable> upserts() {
        return rows.staged();
    }

    @Override
    public List<StagedTable> keptValues() {
        return Stream.concat(Stream.of(rows), kept.stream())
                .flatMap(copy -> copy.staged().stream())
                .toList();
    }

    /** Notes which rows won in a fold, one of perhaps several, and stages its deletes, whose keys are the fold's. */
    void choose(Fold fold) {
        rows.choose(fold.winners(objects));
        for (int column = 0; column < kept.size(); column++) {
            kept.get(column).choose(fold.keptRows(column, objects));
        }
        try {
            copyDeletes(fold);
        } catch (SQLException e) {
            throw deletesRefused(e);
        }
    }

    /** Stages the rows that were noted. */
    void stage() {
        rows.copy();
        kept.forEach(RowCopy::copy);
    }

    @Override
    public void moveToTables() {
        rows.moveToTable();
        kept.forEach(RowCopy::moveToTable);
        try {
            deletes.moveToTable();
        } catch (SQLException e) {
            throw deletesRefused(e);
        }
    }

    private void copyDeletes(Fold fold) throws SQLException {
        DeleteEncoder encoder = new DeleteEncoder(deletes.table().columns().size());
        try (Filling filling = deletes.fill()) {
            fold.forEachDelete((key, from, length, time, sequence, ordinal) -> {
                encoder.put(key, from, length, time, sequence, ordinal);
                if (encoder.isFull()) {
                    flush(filling, encoder);
                }
            });
            flush(filling, encoder);
            filling.finish();
        } catch (CopyFailure e) {
            throw e.sql();
        }
    }

    private static void flush(Filling filling, DeleteEncoder encoder) {
        if (encoder.deletes() > 0) {
            CopyBuffer encoded = encoder.encoded();
            CopyFailure.unchecked(() -> filling.write(encoded.bytes(), encoded.length(), encoder.deletes()));
            encoder.clear();
        }
    }

    private static LoadException deletesRefused(SQLException failure) {
        return SqlFailures.translate("staging deletes", failure);
    }
}
