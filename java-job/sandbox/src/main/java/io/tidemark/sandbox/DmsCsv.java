package io.tidemark.sandbox;

/**
 * The settings of a DMS endpoint that writes CSV.
 *
 * @param header whether the first row names the columns ({@code AddColumnName})
 * @param delimiter what stands between fields ({@code CsvDelimiter})
 * @param nullText how NULL is written ({@code CsvNullValue}); with an empty one the empty string is lost, as in DMS
 * @param gzip whether files are packed ({@code CompressionType})
 */
public record DmsCsv(boolean header, String delimiter, String nullText, boolean gzip) {

    /** With a header, and with a text for NULL that keeps the empty string apart. */
    public static DmsCsv standard() {
        return new DmsCsv(true, ",", "\\N", false);
    }

    /** As DMS writes without further settings: no header, and NULL like the empty string. */
    public static DmsCsv plain() {
        return new DmsCsv(false, ",", "", false);
    }

    /** The same, packed or not. */
    public DmsCsv withGzip(boolean wanted) {
        return new DmsCsv(header, delimiter, nullText, wanted);
    }

    /** A file without rows. */
    CsvFixture file() {
        CsvFixture file =
                CsvFixture.of().delimiter(delimiter).nullText(nullText).gzip(gzip);
        return nullText.isEmpty() ? file.emptyLikeNull() : file;
    }
}
