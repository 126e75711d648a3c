package io.tidemark.sandbox;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of a change file.
 *
 * @param operation what happened
 * @param position the change sequence, 35 digits, ascending in commit order
 * @param committed the commit time in UTC, to the microsecond; shared by all rows of a transaction
 * @param keyBefore the key columns' values before a change of the key, else empty
 * @param row the source columns after the change, in table order; for a delete only the key columns are filled
 */
public record DmsChange(
        Operation operation,
        String position,
        LocalDateTime committed,
        List<Object> keyBefore,
        List<@Nullable Object> row) {

    private static final DateTimeFormatter HUNDREDTHS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSS", Locale.ROOT);
    private static final int COUNTER_DIGITS = 19;

    /** What happened to a row. */
    public enum Operation {
        /** The row came. */
        INSERT("I"),
        /** The row changed, perhaps in its key. */
        UPDATE("U"),
        /** The row went. */
        DELETE("D");

        private final String code;

        Operation(String code) {
            this.code = code;
        }

        /** The letter in the column {@code Op}. */
        public String code() {
            return code;
        }
    }

    /** The text of a time in the timestamp column: UTC, six decimal places. */
    public static String timeText(LocalDateTime time) {
        return time.format(DmsSchemas.COMMIT_TIME);
    }

    /** The sequence as DMS makes it: the commit time floored to hundredths of a second, then the task's counter. */
    public static String position(LocalDateTime committed, long counter) {
        String digits = Long.toString(counter);
        return committed.format(HUNDREDTHS) + "0".repeat(COUNTER_DIGITS - digits.length()) + digits;
    }
}
