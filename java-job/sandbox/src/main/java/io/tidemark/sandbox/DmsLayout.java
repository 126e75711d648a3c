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
        return new Dated(Sequence.YYYYMMDDHH, delimiter);
    }

    /** {@code 2026/11/22/20261122-132705123.parquet}, with the delimiter DMS was told. */
    static DmsLayout dateDay(Delimiter delimiter) {
        return new Dated(Sequence.YYYYMMDD, delimiter);
    }

    /** Date folders of any of the sequences and delimiters that DMS can be told. */
    static DmsLayout dated(Sequence sequence, Delimiter delimiter) {
        return new Dated(sequence, delimiter);
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

    /** The parts of a date folder, in their order; each constant is called as in DMS's settings. */
    enum Sequence {
        /** {@code 2026/11/22}. */
        YYYYMMDD("yyyy MM dd"),
        /** {@code 2026/11/22/13}. */
        YYYYMMDDHH("yyyy MM dd HH"),
        /** {@code 2026/11}. */
        YYYYMM("yyyy MM"),
        /** {@code 11/2026/22}. */
        MMYYYYDD("MM yyyy dd"),
        /** {@code 22/11/2026}. */
        DDMMYYYY("dd MM yyyy");

        private final DateTimeFormatter parts;

        Sequence(String parts) {
            this.parts = DateTimeFormatter.ofPattern(parts, Locale.ROOT);
        }
    }

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

    /** See {@link #dated}. */
    record Dated(Sequence sequence, Delimiter delimiter) implements DmsLayout {

        @Override
        public String changeFile(String tablePrefix, LocalDateTime closed, int part) {
            return tablePrefix + closed.format(sequence.parts).replace(" ", delimiter.text) + "/" + Flat.name(closed);
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
