package io.tidemark.loader.testing;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.ParquetFixture;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A target table with columns of many types, and change files for it. */
public final class Items {

    /** The hour that tests load. */
    public static final String HOUR = "2024-06-12T10:00Z";

    /** Where DMS wrote the columns that every file has, around those that a test is about. */
    public static final String HEAD = "message items { optional binary Op (STRING);"
            + " required binary dms_commit_ts (STRING); optional int64 id; optional binary label (STRING); ";

    public static final String TAIL = " optional binary dms_change_seq (STRING); optional int64 BI_id; }";

    public static final String COMMITTED = "2024-06-12 10:15:30.123456";

    private static final AtomicLong COUNTER = new AtomicLong(100);
    private static final LocalDateTime TIME = LocalDateTime.of(2024, 6, 12, 10, 15, 30, 123_456_000);

    private static final String DDL = """
            create type mood as enum ('glad', 'sad');
            create table items (
                id       bigint primary key,
                label    varchar(10) not null,
                small    smallint,
                price    numeric(6, 2),
                doc      json,
                docb     jsonb,
                flag     boolean,
                code     uuid,
                feeling  mood,
                address  inet,
                note     text,
                quantity integer check (quantity >= 0),
                tag      varchar(5),
                born     date,
                seen     timestamp
            );
            """;

    private Items() {}

    /** A fresh bench whose table is prepared and has rows, with the hour before {@link #HOUR} loaded. */
    public static Workbench bench() {
        return Prepared.BENCH.copy();
    }

    /** The table alone, without {@code init}. */
    public static Workbench unprepared() {
        return Workbench.empty()
                .sql(DDL)
                .settings("pipelines.items.source { bucket = BUCKET, prefix = \"dms/items/\" }")
                .settings("pipelines.items.target { table = public.items, key = [id] }");
    }

    /** A key of {@link #HOUR}. */
    public static String key(int part) {
        return key(10, part);
    }

    private static String key(int hour, int part) {
        return String.format(
                Locale.ROOT, "dms/items/year=2024/month=06/day=12/hour=%02d/part-%05d.parquet", hour, part);
    }

    /** The next position: later than all before. */
    public static String position() {
        return DmsChange.position(TIME, COUNTER.incrementAndGet());
    }

    /** A file with the columns that all have, and those of the declaration. */
    public static ParquetFixture file(String columns) {
        return ParquetFixture.of(HEAD + columns + TAIL);
    }

    /** A row of such a file; its label is the marker. */
    public static @Nullable Object[] row(String operation, long id, @Nullable Object... values) {
        List<@Nullable Object> row = new ArrayList<>(List.of(operation, COMMITTED, id, Workbench.MARKER));
        row.addAll(Arrays.asList(values));
        row.add(position());
        row.add(null);
        return row.toArray();
    }

    /** A file that is as it should be, with these keys. */
    public static byte[] goodFile(long... ids) {
        ParquetFixture file = file("");
        for (long id : ids) {
            file.row(row("I", id));
        }
        return file.bytes();
    }

    private static final class Prepared {

        static final Workbench BENCH = prepare();

        private static Workbench prepare() {
            Workbench bench = unprepared().upload(key(9, 0), goodFile(1, 2, 3));
            OutcomeAssert.assertThat(bench.run("init")).succeeded();
            OutcomeAssert.assertThat(bench.run("load", "--hour", "2024-06-12T09:00Z"))
                    .succeeded();
            return bench;
        }
    }
}
