package io.tidemark.loader.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One table's way from its prefix in S3 to its target table. */
public record Pipeline(String name, Source source, Target target, Load load) {

    /** How objects are laid out below the prefix. */
    public enum Layout {
        HIVE,
        DATE_HOUR,
        DATE_DAY,
        FLAT
    }

    /** What the objects are written in. */
    public enum Format {
        PARQUET,
        CSV,
        JSON,
        DEBEZIUM
    }

    /** How winners reach the table; {@link #AUTO} chooses for each load. */
    public enum Strategy {
        AUTO,
        COPY,
        UPSERT,
        SERVER_IMPORT
    }

    /** What becomes of a row that was deleted at the source. */
    public enum Deletes {
        HARD,
        SOFT
    }

    /** What becomes of a column that the target does not have. */
    public enum NewColumn {
        ADD,
        IGNORE,
        FAIL
    }

    /** What becomes of U+0000, which PostgreSQL's text types cannot hold. */
    public enum NulCharacter {
        FAIL,
        STRIP,
        QUARANTINE
    }

    /** The dialect of CSV objects: {@code nullValue} is what an unquoted NULL looks like. */
    public record Csv(char delimiter, String nullValue, boolean header) {}

    /** What Debezium's events do not tell where they have no schema: the types of columns. */
    public record Debezium(Map<String, String> types) {

        public Debezium {
            types = Map.copyOf(types);
        }
    }

    /**
     * Where change files lie and what their columns are called; {@code columns} are those of objects without a header, in
     * the order of the file.
     */
    public record Source(
            String bucket,
            String prefix,
            Optional<String> fullLoadPrefix,
            Layout layout,
            Format format,
            List<String> columns,
            Csv csv,
            Debezium debezium,
            String opColumn,
            String timestampColumn,
            String positionColumn,
            String beforeImagePrefix) {

        public Source {
            columns = List.copyOf(columns);
        }

        /** Where LOAD files lie. */
        public String loadFilesPrefix() {
            return fullLoadPrefix.orElse(prefix);
        }
    }

    /** The table that shall end equal to the source. */
    public record Target(
            TableName table,
            List<String> key,
            Deletes deletes,
            NewColumn onNewColumn,
            NulCharacter onNulCharacter,
            List<String> keepWhenNull,
            Strategy strategy) {

        public Target {
            key = List.copyOf(key);
            keepWhenNull = List.copyOf(keepWhenNull);
        }
    }

    /**
     * Limits of one load: {@code foldMemory} in bytes, {@code readers} in threads; without {@code tombstoneRetention}
     * deletes are remembered for ever.
     */
    public record Load(
            Duration lookback,
            Duration settle,
            long maxQuarantinedRows,
            Duration reloadMargin,
            Optional<Duration> tombstoneRetention,
            Duration lockTimeout,
            long foldMemory,
            int readers) {}
}
