package io.tidemark.loader.read.debezium;

import io.tidemark.loader.model.ValueRefusedException;
import java.util.function.Predicate;

/** Tells Debezium's envelope from the other things that a connector, a transformation or a sink can make of an event. */
final class Envelope {

    private Envelope() {}

    /**
     * Refuses what is no envelope.
     *
     * @param has whether the event has a field of a name
     */
    static void require(Predicate<String> has) {
        if (has.test("op") && has.test("source")) {
            return;
        }
        if (has.test("__op") || has.test("__deleted") || has.test("__lsn")) {
            throw refused("a flattened event, in which a delete or a value that was not logged cannot be told for sure;"
                    + " take the transformation ExtractNewRecordState out of the connector that writes to S3");
        }
        if (has.test("key") && has.test("value")) {
            throw refused("an event wrapped in key and value; let the sink write the values only (Kafka Connect S3:"
                    + " no store.kafka.keys and no envelope transformation)");
        }
        if (has.test("before") || has.test("after")) {
            throw refused(
                    "before and after without op and source, so that neither what it does nor its order is known");
        }
        throw refused("an object without op and source; keep heartbeats, transaction and schema topics, and other data,"
                + " out of the prefix");
    }

    private static ValueRefusedException refused(String found) {
        return new ValueRefusedException("no Debezium change event: " + found);
    }
}
