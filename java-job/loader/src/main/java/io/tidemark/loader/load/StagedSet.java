package io.tidemark.loader.load;

import io.tidemark.loader.stage.StagedRows;
import io.tidemark.loader.stage.StagingTable;
import java.util.List;

/** Objects whose columns meet the same columns of the target, the table that their rows are staged in, and the rows. */
record StagedSet(StagingTable table, List<OpenObject> objects, StagedRows rows) {}
