package io.tidemark.sandbox;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Where a table's files lie and how they are called, below the table's prefix (which ends with a slash).
 *
 * <p>Times are UTC. Only {@link #hive()} is something DMS cannot write itself: it is what jobs that copy its files make.
 */
public sealed interface DmsLayout {

    /** {@code year=2026/month=11/day=22/hour=13/part-00000.parquet}. */
    static DmsLayout hive() {
        return new Hive();
    }

    /** {@code 2026/11/22/13/20261122-132705123.parquet}, with the delimiter DMS was told. */
    static DmsLayout dateHour(Delimiter delimiter) {
        return new Dated(delimiter, true);
    }

    /** {@code 2026/11/22/20261122-132705123.parquet}, with the delimiter DMS was told. */
    static DmsLayout dateDay(Delimiter delimiter) {
        return new Dated(delimiter, false);
    }

    /** {@code 20261122-132705123.parquet}. */
    static DmsLayout flat() {
        return new Flat();
    }

    /** {@code LOAD0000000A.parquet}; files are numbered from 1 in uppercase hexadecimal. */
    static String loadFile(String tablePrefix, int number) {
        return tablePrefix + String.format(Locale.ROOT, "LOAD%08X.parquet", number);
    }

    /**
     * The object key of a change file.
     *
     * @param closed when DMS closed the file; names it (to the millisecond) and its folder
     * @param part counts the files of an hour where the name does not hold the time
     */
    String changeFile(String tablePrefix, LocalDateTime closed, int part);

    /** What DMS puts between the parts of a date folder. */
    enum Delimiter {
        /** {@code 2026/11/22}. */
        SLASH("/"),
        /** {@code 2026-11-22}. */
        DASH("-"),
        /** {@code 2026_11_22}. */
        UNDERSCORE("_"),
        /** {@code 20261122}. */
        NONE("");

        private final String text;

        Delimiter(String text) {
            this.text = text;
        }
    }

    /** See {@link #hive()}. */
    record Hive() implements DmsLayout {

        private static final DateTimeFormatter FOLDER =
                DateTimeFormatter.ofPattern("'year='yyyy/'month='MM/'day='dd/'hour='HH/", Locale.ROOT);

        @Override
        public String changeFile(String tablePrefix, LocalDateTime closed, int part) {
            return tablePrefix + closed.format(FOLDER) + String.format(Locale.ROOT, "part-%05d.parquet", part);
        }
    }

    /** See {@link #dateHour} and {@link #dateDay}. */
    record Dated(Delimiter delimiter, boolean withHour) implements DmsLayout {

        @Override
        public String changeFile(String tablePrefix, LocalDateTime closed, int part) {
            String parts = withHour ? "yyyy MM dd HH" : "yyyy MM dd";
            String folder = closed.format(DateTimeFormatter.ofPattern(parts, Locale.ROOT))
                    .replace(" ", delimiter.text);
            return tablePrefix + folder + "/" + Flat.name(closed);
        }
    }

    /** See {@link #flat()}. */
    record Flat() implements DmsLayout {

        private static final DateTimeFormatter NAME =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS'.parquet'", Locale.ROOT);

        @Override
        public String changeFile(String tablePrefix, LocalDateTime closed, int part) {
            return tablePrefix + name(closed);
        }

        static String name(LocalDateTime closed) {
            return closed.format(NAME);
        }
    }
}
