package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.read.Microseconds;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an event stands, from its {@code source}: {@code lsn} is where the change itself lies in the source's WAL, and the
 * first number of {@code sequence} is where the last transaction ended that was committed before the change's own. Debezium
 * gets transactions in the order of their commits, so that number never falls; it is missing at first, before 1.6, and for
 * a connector that lost its offsets.
 *
 * <p>The position is the later of the two, then {@code lsn}. That is the order of commits across transactions, since a
 * change of an earlier transaction lies before the end of that transaction; and the order of the WAL within one. A missing
 * number leaves {@code lsn} alone, which orders the changes of a key as well: a row is locked until its transaction ends.
 * Changes with the same {@code lsn} are those of one WAL record, which never holds a key twice, or one event written twice.
 */
final class EventPosition {

    private static final Pattern SEQUENCE = Pattern.compile("\\[\\s*(?:null|\"(\\d{1,19})\")\\s*,.*]");

    private EventPosition() {}

    /** The position of a change that was captured from the WAL. */
    static Position of(Map<String, @Nullable Object> source) {
        if (!(source.get("lsn") instanceof Long lsn) || lsn <= 0) {
            throw new ValueRefusedException("no lsn in source, so that the change has no order; expected the events of"
                    + " Debezium's PostgreSQL connector with their source block unchanged");
        }
        return Position.ofLsn(Math.max(lastCommit(source.get("sequence")), lsn), lsn);
    }

    private static long lastCommit(@Nullable Object sequence) {
        if (sequence == null) {
            return 0;
        }
        Matcher matcher = SEQUENCE.matcher(sequence.toString());
        if (!matcher.matches()) {
            throw new ValueRefusedException("source.sequence that is not two LSNs; expected [\"last commit\",\"lsn\"]");
        }
        try {
            return matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
        } catch (NumberFormatException e) {
            throw new ValueRefusedException("source.sequence with a number beyond 64 bits; expected an LSN");
        }
    }

    /** When the change was committed, in microseconds since 1970; 0 if the event does not say. */
    static long commitMicros(Map<String, @Nullable Object> source) {
        if (source.get("ts_us") instanceof Long micros) {
            return micros;
        }
        if (source.get("ts_ms") instanceof Long millis) {
            return Microseconds.ofMillis(millis);
        }
        return source.get("ts_usec") instanceof Long micros ? micros : 0; // until 0.9
    }
}
