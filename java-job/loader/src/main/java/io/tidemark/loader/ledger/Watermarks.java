package io.tidemark.loader.ledger;

import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import io.tidemark.loader.model.Newest;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.WatermarkRow;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Which hours are loaded. */
public final class Watermarks {

    private final StateNames state;
    private final String pipeline;

    public Watermarks(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** Notes a load of an hour; counts add to those of earlier loads of it. */
    public void add(Handle handle, HourPartition hour, HourCounts counts, Newest newest, Run run) {
        fates(handle, "add", hour, counts, run)
                .bind("state", counts.objects() == 0 ? "empty" : "loaded")
                .bind("objects", counts.objects())
                .bind("changes", counts.changes())
                .bind("newestPosition", ObjectLedger.bytes(newest.position()))
                .bind(
                        "newestCommit",
                        newest.commit() == null ? null : newest.commit().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Notes what became of rows of an hour that had been set aside: {@code counts} are of these rows alone. */
    public void retried(Handle handle, HourPartition hour, HourCounts counts, Run run) {
        fates(handle, "retried", hour, counts, run)
                .bind("rows", counts.rows())
                .bind("keyChanges", counts.keyChanges())
                .execute();
    }

    private Update fates(Handle handle, String statement, HourPartition hour, HourCounts counts, Run run) {
        return handle.createUpdate(SqlFile.of(Watermarks.class, statement))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("hour", ObjectLedger.time(hour))
                .bind("inserted", counts.merged().inserted())
                .bind("updated", counts.merged().updated())
                .bind("deleted", counts.merged().deleted())
                .bind("absent", counts.merged().absent())
                .bind("superseded", counts.superseded())
                .bind("stale", counts.merged().stale())
                .bind("quarantined", counts.quarantined())
                .bind("runId", run.id())
                .bind("jarVersion", run.jarVersion());
    }

    public boolean exists(Handle handle, HourPartition hour) {
        return handle.createQuery(SqlFile.of(Watermarks.class, "exists"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("hour", ObjectLedger.time(hour))
                .mapTo(Boolean.class)
                .one();
    }

    /** The hours of a range, oldest first. */
    public List<WatermarkRow> list(Handle handle, HourRange range) {
        return handle.createQuery(SqlFile.of(Watermarks.class, "list"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("from", ObjectLedger.time(range.from()))
                .bind("to", ObjectLedger.time(range.to()))
                .map((row, context) -> watermark(row))
                .list();
    }

    /** The last hour up to which all hours since the first are loaded. */
    public Optional<HourPartition> high(Handle handle) {
        return handle.createQuery(SqlFile.of(Watermarks.class, "high"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .map((row, context) -> new HourPartition(instant(row, "hour").orElseThrow()))
                .findOne();
    }

    /** The commit time of the newest change that was loaded. */
    public Optional<Instant> newestCommit(Handle handle) {
        return handle.createQuery(SqlFile.of(Watermarks.class, "newest_commit"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .map((row, context) -> instant(row, "newest_commit"))
                .one();
    }

    private static WatermarkRow watermark(ResultSet row) throws SQLException {
        return new WatermarkRow(
                new HourPartition(instant(row, "hour").orElseThrow()),
                row.getString("state"),
                row.getLong("objects"),
                row.getLong("changes"),
                row.getLong("inserted"),
                row.getLong("updated"),
                row.getLong("deleted"),
                row.getLong("absent"),
                row.getLong("superseded"),
                row.getLong("stale"),
                row.getLong("quarantined"),
                Optional.ofNullable(row.getString("newest_position")),
                instant(row, "newest_commit"),
                row.getInt("attempts"),
                instant(row, "loaded_at").orElseThrow());
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
