package io.tidemark.loader.load;

import io.tidemark.loader.merge.StagedTable;
import java.util.List;
import java.util.Optional;

/** The newest changes of the objects of one set of columns, where statements can read them. */
interface Winners {

    /** The staged deletes, by key, if there are any. */
    Optional<StagedTable> deletes();

    /** The staged inserts and updates, if there are any. */
    Optional<StagedTable> upserts();

    /** Values of kept columns: those of the winners, then for each column the ones of changes that did not win. */
    List<StagedTable> keptValues();

    /** Brings what is held in memory to tables, where every statement can look at it. */
    void moveToTables();

    /** Winners that lie in tables from the beginning, without columns to keep. */
    record InTables(Optional<StagedTable> deletes, Optional<StagedTable> upserts) implements Winners {

        @Override
        public List<StagedTable> keptValues() {
            return upserts.stream().toList();
        }

        @Override
        public void moveToTables() {
            // They are there.
        }
    }
}
