package io.tidemark.loader.model;

import java.time.Duration;
import java.util.List;
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
        STRIP
    }

    /** Where change files lie and what their columns are called. */
    public record Source(
            String bucket,
            String prefix,
            Optional<String> fullLoadPrefix,
            Layout layout,
            String opColumn,
            String timestampColumn,
            String positionColumn,
            String beforeImagePrefix) {

        /** Where LOAD files lie. */
        public String loadFilesPrefix() {
            return fullLoadPrefix.orElse(prefix);
        }
    }

    /** The table that shall end equal to the source. */
    public record Target(
            TableName table, List<String> key, Deletes deletes, NewColumn onNewColumn, NulCharacter onNulCharacter) {

        public Target {
            key = List.copyOf(key);
        }
    }

    /** Limits of one load: {@code foldMemory} in bytes, {@code readers} in threads. */
    public record Load(Duration lookback, Duration settle, Duration lockTimeout, long foldMemory, int readers) {}
}
