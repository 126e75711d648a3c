package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.stage.CopyStream;
import io.tidemark.loader.stage.DeleteEncoder;
import io.tidemark.loader.stage.StagingTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Brings winners into staging tables. All objects of a staging have the same columns, so that a column that a file does
 * not have is never taken for NULL.
 */
final class Staging {

    private final Handle handle;
    private final int objects;
    private final RowCopy rows;
    private final List<RowCopy> kept;
    private final StagingTable deletes;
    private long deleted;

    private Staging(Handle handle, int objects, RowCopy rows, List<RowCopy> kept, StagingTable deletes) {
        this.handle = handle;
        this.objects = objects;
        this.rows = rows;
        this.kept = kept;
        this.deletes = deletes;
    }

    /** Creates the tables of staging number {@code number} in the handle's transaction. */
    static Staging create(
            Handle handle, Pipeline pipeline, TargetTable table, ColumnSet set, SetAside aside, int number) {
        List<TargetColumn> keptColumns =
                table.kept().stream().filter(set.columns()::contains).toList();
        StagingTable rows = new StagingTable("tidemark_rows_" + number, set.columns(), keptColumns);
        StagingTable deletes = new StagingTable("tidemark_deletes_" + number, table.key(), List.of());
        deletes.create(handle);
        List<RowCopy> kept = new ArrayList<>();
        for (TargetColumn column : keptColumns) {
            List<TargetColumn> columns =
                    Stream.concat(table.key().stream(), Stream.of(column)).toList();
            StagingTable values =
                    new StagingTable("tidemark_kept_" + number + "_" + kept.size(), columns, List.of(column));
            kept.add(RowCopy.into(values, handle, pipeline, set.objects(), aside));
        }
        return new Staging(
                handle,
                set.objects().size(),
                RowCopy.into(rows, handle, pipeline, set.objects(), aside),
                kept,
                deletes);
    }

    /** The staged deletes, by key. */
    StagedTable deletes() {
        return new StagedTable(deletes.name(), deletes.columns(), List.of(), deleted, line -> Optional.empty());
    }

    /** The staged inserts and updates. */
    StagedTable upserts() {
        return rows.staged();
    }

    /** Values of kept columns: those of the winners, then for each column the ones of changes that did not win. */
    List<StagedTable> keptValues() {
        return Stream.concat(Stream.of(rows), kept.stream())
                .map(RowCopy::staged)
                .filter(staged -> staged.rows() > 0)
                .toList();
    }

    /** Stages what won in a fold; called once for each pass. */
    void stage(Fold fold) {
        rows.copy(fold.winners(objects));
        for (int column = 0; column < kept.size(); column++) {
            kept.get(column).copy(fold.keptRows(column, objects));
        }
        try {
            copyDeletes(fold);
        } catch (SQLException e) {
            throw SqlFailures.translate("staging deletes", e);
        }
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
        } catch (CopyFailure e) {
            throw e.sql();
        }
    }

    private static void flush(CopyStream copy, DeleteEncoder encoder) {
        CopyFailure.unchecked(
                () -> copy.write(encoder.encoded().bytes(), encoder.encoded().length()));
        encoder.clear();
    }
}
