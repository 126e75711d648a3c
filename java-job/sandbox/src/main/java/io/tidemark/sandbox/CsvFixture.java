package io.tidemark.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a CSV file in the dialect of AWS DMS, for tests: a field is quoted only where it has to be, numbers of floating
 * point have sign and exponent ({@code +1.10000000e+01}), times a space and six decimal places, bytes are hexadecimal.
 *
 * <p>Not thread-safe; may be asked for its bytes several times.
 */
public final class CsvFixture {

    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private String delimiter = ",";
    private String nullText = "";
    private String lineEnd = "\n";
    private boolean emptyQuoted = true;
    private boolean gzip;

    private CsvFixture() {}

    /** A file without rows: commas, {@code \n}, NULL as nothing, the empty string as {@code ""}. */
    public static CsvFixture of() {
        return new CsvFixture();
    }

    /** Adds the names of the columns as a row. */
    public CsvFixture header(List<String> names) {
        return row(names.toArray());
    }

    /** Separates fields with this. */
    public CsvFixture delimiter(String wanted) {
        delimiter = wanted;
        return this;
    }

    /** Writes NULL like this; where it is not empty, the empty string is an empty field. */
    public CsvFixture nullText(String wanted) {
        nullText = wanted;
        emptyQuoted = wanted.isEmpty();
        return this;
    }

    /** Writes the empty string like NULL, as DMS does unless it has another text for NULL. */
    public CsvFixture emptyLikeNull() {
        emptyQuoted = false;
        return this;
    }

    /** Ends rows with this. */
    public CsvFixture lineEnd(String wanted) {
        lineEnd = wanted;
        return this;
    }

    /** Packs the file. */
    public CsvFixture gzip(boolean wanted) {
        gzip = wanted;
        return this;
    }

    /** Adds a row. */
    public CsvFixture row(@Nullable Object... values) {
        rows.add(Collections.unmodifiableList(Arrays.asList(values.clone())));
        return this;
    }

    /** The whole file. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                text.append(i == 0 ? "" : delimiter).append(field(row.get(i)));
            }
            text.append(lineEnd);
        }
        byte[] plain = text.toString().getBytes(UTF_8);
        return gzip ? packed(plain) : plain;
    }

    /** The same bytes as gzip. */
    public static byte[] packed(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot pack in memory", e);
        }
        return packed.toByteArray();
    }

    private String field(@Nullable Object value) {
        if (value == null) {
            return nullText;
        }
        String text = text(value);
        boolean special = text.contains(delimiter)
                || text.contains("\"")
                || text.contains("\n")
                || text.contains("\r")
                || (text.isEmpty() ? emptyQuoted : text.equals(nullText));
        return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private static String text(Object value) {
        if (value instanceof Float || value instanceof Double) {
            String digits = String.format(Locale.ROOT, "%+.8e", ((Number) value).doubleValue());
            return Double.isFinite(((Number) value).doubleValue()) ? digits : value.toString();
        }
        if (value instanceof Instant instant) {
            return text(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }
        if (value instanceof LocalDateTime time) {
            return time.format(DmsSchemas.COMMIT_TIME);
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
