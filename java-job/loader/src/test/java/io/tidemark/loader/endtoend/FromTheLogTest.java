package io.tidemark.loader.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.dms.DmsDocuments;
import io.tidemark.sandbox.dms.TableId;
import io.tidemark.sandbox.workload.Alteration;
import io.tidemark.sandbox.workload.Behaviour;
import io.tidemark.sandbox.workload.Mix;
import org.junit.jupiter.api.Test;

/** A real application's changes, by way of a real log, end in an equal table. */
class FromTheLogTest {

    /**
     * Large values that did not change are not in the log: their columns keep what they have. So orders keep their numbers,
     * since the loader refuses a new key without the values that only the row with the old one has.
     */
    @Test
    void parquetWithKeysOnlyStopsAndResumesAndComesLate() {
        Mix mix = Mix.usual().with(Behaviour.RENUMBER, 0);
        try (SourceAndTarget both = new SourceAndTarget(20_261_123, mix, documents -> documents)) {
            both.prepareTarget("format = parquet", "note, attributes");
            both.task().start();
            both.workload().run(150);
            both.loadedByTask();
            both.must("full-load");
            both.workload().run(150);
            both.written();
            both.loadHours();

            both.task().hold();
            both.workload().run(100);
            both.written();
            both.workload().alter(Alteration.ADD);
            both.workload().run(50);
            both.loadHours();
            assertThat(both.task().release()).isPositive();

            both.task().stop();
            both.workload().alter(Alteration.WIDEN);
            both.workload().run(100);
            both.task().resume();
            both.workload().run(50);
            both.written();
            both.loadHours();

            both.assertEqual();
        }
    }

    @Test
    void csvWithWholeRowsFollowsTheTableAndItsReload() {
        try (SourceAndTarget both = new SourceAndTarget(8, Mix.usual(), FromTheLogTest::csv)) {
            both.atSource("alter table orders replica identity full")
                    .atSource("alter table order_details replica identity full");
            both.prepareTarget("format = csv, csv { header = true, null-value = \"\\\\N\" }", "");
            both.task().start();
            both.loadedByTask();
            both.workload().run(150);
            both.written();
            both.must("full-load");
            both.loadHours();

            for (Alteration alteration : Alteration.values()) {
                both.workload().alter(alteration);
                both.workload().run(30);
            }
            both.workload().changeAll();
            both.written();
            both.loadHours();
            both.assertEqual();

            both.workload().run(50);
            both.task().reload(new TableId("public", "orders"));
            both.workload().run(50);
            both.loadedByTask();
            both.workload().run(50);
            both.written();
            both.must("full-load", "--pipeline", "orders", "--reload");
            both.loadHours();
            both.assertEqual();
        }
    }

    /** What the project's documents say, but for the format. */
    private static DmsDocuments csv(DmsDocuments documents) {
        return documents
                .with(DmsDocuments.TARGET, "/S3Settings/DataFormat", "csv")
                .with(DmsDocuments.TARGET, "/S3Settings/AddColumnName", true)
                .with(DmsDocuments.TARGET, "/S3Settings/CsvNullValue", "\\N");
    }
}
