package io.tidemark.loader.ledger;

import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.QuarantinedRow;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.SourceRow;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** Rows that were set aside, until they are loaded, discarded, or beaten by a newer change of their key. */
public final class Quarantine {

    private final StateNames state;
    private final String pipeline;

    public Quarantine(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** Adds rows; one that is there already gets its reason anew. */
    public void add(Handle handle, List<QuarantinedRow> rows, Run run) {
        for (QuarantinedRow row : rows) {
            SourceObject object = row.refusal().at().object();
            HourPartition hour = object.hour();
            Position position = row.position();
            named(handle.createUpdate(SqlFile.of(Quarantine.class, "add")))
                    .bind("key", object.key())
                    .bind("etag", object.etag())
                    .bind("row", row.refusal().at().row() + 1L)
                    .bindBySqlType("hour", hour == null ? null : ObjectLedger.time(hour), Types.TIMESTAMP_WITH_TIMEZONE)
                    .bind("column", row.refusal().column().orElse(null))
                    .bind("reason", row.refusal().reason())
                    .bindArray("names", String.class, row.content().keySet())
                    .bindArray("values", String.class, row.content().values())
                    .bindArray("keyNames", String.class, row.key().keySet())
                    .bindArray("keyValues", String.class, row.key().values())
                    .bind("position", position == null ? null : position.toBytes())
                    .bind("runId", run.id())
                    .execute();
        }
    }

    /** What is set aside, in the order of objects and rows; the objects lie in the bucket of that name. */
    public List<RowRefusal> list(Handle handle, String bucket) {
        return named(handle.createQuery(SqlFile.of(Quarantine.class, "list")))
                .map((row, context) -> row(row, bucket))
                .list();
    }

    /** How many rows are set aside. */
    public long count(Handle handle) {
        return named(handle.createQuery(SqlFile.of(Quarantine.class, "count")))
                .mapTo(Long.class)
                .one();
    }

    /** Takes all rows of objects out that were just loaded as a whole, or whose rows were all tried again. */
    public void forget(Handle handle, List<SourceObject> objects) {
        named(handle.createUpdate(SqlFile.of(Quarantine.class, "forget")))
                .bindArray(
                        "keys",
                        String.class,
                        objects.stream().map(SourceObject::key).toList())
                .bindArray(
                        "etags",
                        String.class,
                        objects.stream().map(SourceObject::etag).toList())
                .execute();
    }

    /** Takes rows out for good and answers how many: all, or those of one object, or a single one counted from 1. */
    public int discard(Handle handle, Optional<String> objectKey, Optional<Long> row) {
        return named(handle.createUpdate(SqlFile.of(Quarantine.class, "discard")))
                .bindBySqlType("key", objectKey.orElse(null), Types.VARCHAR)
                .bindBySqlType("row", row.orElse(null), Types.BIGINT)
                .execute();
    }

    /**
     * Takes rows out that no longer matter: their key has a newer change, as a row or as a tombstone, or they are from
     * before the generation that begins at {@code floor}. Answers how many.
     */
    public int resolve(Handle handle, TargetTable table, Position floor) {
        Query query = named(handle.createQuery(SqlFile.of(Quarantine.class, "resolve")))
                .define(
                        "target",
                        Identifier.qualified(table.name().schema(), table.name().name()))
                .define("tombstones", state.tombstones(pipeline))
                .define("row_is_it", keyIs("r", table))
                .define("tombstone_is_it", keyIs("t", table))
                .bind("floor", floor.toBytes());
        for (int i = 0; i < table.key().size(); i++) {
            query.bind("key" + i, table.key().get(i).name());
        }
        return query.mapTo(Integer.class).one();
    }

    /** The key of a row that was set aside after it had been read, so that the cast cannot fail. */
    private static String keyIs(String alias, TargetTable table) {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> {
                    TargetColumn column = table.key().get(i);
                    return "(q.row_key ->> :key" + i + ")::" + column.type().castSql() + " = " + alias + "."
                            + Identifier.quote(column.name());
                })
                .collect(Collectors.joining(" and "));
    }

    private static RowRefusal row(ResultSet row, String bucket) throws SQLException {
        OffsetDateTime hour = row.getObject("hour", OffsetDateTime.class);
        SourceObject object = new SourceObject(
                bucket,
                row.getString("object_key"),
                row.getString("etag"),
                row.getLong("size"),
                hour == null ? null : new HourPartition(hour.toInstant()));
        SourceRow at = new SourceRow(object, Math.toIntExact(row.getLong("row_number") - 1));
        return new RowRefusal(at, Optional.ofNullable(row.getString("column_name")), row.getString("reason"));
    }

    private <T extends SqlStatement<T>> T named(T statement) {
        return statement.define("state", state.quoted()).bind("pipeline", pipeline);
    }
}
