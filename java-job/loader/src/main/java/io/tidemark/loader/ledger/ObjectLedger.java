package io.tidemark.loader.ledger;

import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Which contents of which objects have been loaded. */
public final class ObjectLedger {

    private final StateNames state;
    private final String pipeline;

    public ObjectLedger(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** One content of one object. */
    public record Entry(String key, String etag) {

        /** That of an object as it was listed. */
        public static Entry of(SourceObject object) {
            return new Entry(object.key(), object.etag());
        }
    }

    /** What is held of those hours. */
    public Set<Entry> held(Handle handle, HourRange hours) {
        return entries(handle.createQuery(SqlFile.of(ObjectLedger.class, "held"))
                .bind("from", time(hours.from()))
                .bind("to", time(hours.to())));
    }

    /** What is held of the full load that began a generation. */
    public Set<Entry> held(Handle handle, Generation generation) {
        return entries(handle.createQuery(SqlFile.of(ObjectLedger.class, "held_of_generation"))
                .bind("generation", generation.number()));
    }

    /** The objects that the table is made of, the full load's first, then hour by hour; they lie in the bucket. */
    public List<SourceObject> counting(Handle handle, Generation generation, String bucket) {
        return handle.createQuery(SqlFile.of(ObjectLedger.class, "counting"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("generation", generation.number())
                .bind("floor", generation.position().toBytes())
                .map((row, context) -> {
                    OffsetDateTime hour = row.getObject("hour", OffsetDateTime.class);
                    return new SourceObject(
                            bucket,
                            row.getString("object_key"),
                            row.getString("etag"),
                            row.getLong("size"),
                            hour == null ? null : new HourPartition(hour.toInstant()));
                })
                .list();
    }

    private Set<Entry> entries(Query query) {
        return query
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .map((row, context) -> new Entry(row.getString("object_key"), row.getString("etag")))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Notes that an object, which was added before, is part of the full load that began a generation. */
    public void assign(Handle handle, SourceObject object, Generation generation) {
        handle.createUpdate(SqlFile.of(ObjectLedger.class, "assign"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("key", object.key())
                .bind("etag", object.etag())
                .bind("generation", generation.number())
                .execute();
    }

    public void add(Handle handle, ObjectEvidence evidence, Run run) {
        HourPartition hour = evidence.object().hour();
        handle.createUpdate(SqlFile.of(ObjectLedger.class, "add"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("key", evidence.object().key())
                .bind("etag", evidence.object().etag())
                .bind("versionId", evidence.versionId().orElse(null))
                .bind("size", evidence.object().size())
                .bindBySqlType("hour", hour == null ? null : time(hour), Types.TIMESTAMP_WITH_TIMEZONE)
                .bind("inserts", evidence.inserts())
                .bind("updates", evidence.updates())
                .bind("deletes", evidence.deletes())
                .bind("firstPosition", bytes(evidence.first()))
                .bind("lastPosition", bytes(evidence.last()))
                .bind("fingerprint", SchemaHistory.fingerprint(evidence.avroSchema()))
                .bind("runId", run.id())
                .execute();
    }

    static OffsetDateTime time(HourPartition hour) {
        return hour.start().atOffset(ZoneOffset.UTC);
    }

    static byte @Nullable [] bytes(@Nullable Position position) {
        return position == null ? null : position.toBytes();
    }
}
