package io.tidemark.sandbox;

import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a DMS endpoint and task that show in its files.
 *
 * @param opColumn name of the operation column
 * @param timestampColumn name of the required commit time column
 * @param positionColumn name of the change sequence column; null where the task adds none
 * @param beforeImagePrefix prefix of the key columns before the change; null where the task adds none
 * @param booleansAsText whether booleans come as the strings {@code true} and {@code false}, DMS's default
 * @param codec compression of the pages
 * @param rowGroupRows rows per row group
 * @param csv how CSV is written; null where the endpoint writes Parquet
 */
public record DmsFormat(
        String opColumn,
        String timestampColumn,
        @Nullable String positionColumn,
        @Nullable String beforeImagePrefix,
        boolean booleansAsText,
        CompressionCodecName codec,
        int rowGroupRows,
        @Nullable DmsCsv csv) {

    /** The names and settings that the project's own DMS set-up uses. */
    public static DmsFormat standard() {
        return new DmsFormat(
                "Op", "dms_commit_ts", "dms_change_seq", "BI_", false, CompressionCodecName.SNAPPY, 10_000, null);
    }

    /** The same without a change sequence, as tasks without the transformation write. */
    public DmsFormat withoutPosition() {
        return new DmsFormat(
                opColumn, timestampColumn, null, beforeImagePrefix, booleansAsText, codec, rowGroupRows, csv);
    }

    /** The same without before images. */
    public DmsFormat withoutBeforeImage() {
        return new DmsFormat(opColumn, timestampColumn, positionColumn, null, booleansAsText, codec, rowGroupRows, csv);
    }

    /** The same with booleans as text or as booleans. */
    public DmsFormat withBooleansAsText(boolean asText) {
        return new DmsFormat(
                opColumn, timestampColumn, positionColumn, beforeImagePrefix, asText, codec, rowGroupRows, csv);
    }

    /** The same with another compression. */
    public DmsFormat withCodec(CompressionCodecName wanted) {
        return new DmsFormat(
                opColumn,
                timestampColumn,
                positionColumn,
                beforeImagePrefix,
                booleansAsText,
                wanted,
                rowGroupRows,
                csv);
    }

    /** The same with row groups of this many rows. */
    public DmsFormat withRowGroupRows(int rows) {
        return new DmsFormat(
                opColumn, timestampColumn, positionColumn, beforeImagePrefix, booleansAsText, codec, rows, csv);
    }

    /** The same as CSV. */
    public DmsFormat withCsv(DmsCsv wanted) {
        return new DmsFormat(
                opColumn,
                timestampColumn,
                positionColumn,
                beforeImagePrefix,
                booleansAsText,
                codec,
                rowGroupRows,
                wanted);
    }
}
