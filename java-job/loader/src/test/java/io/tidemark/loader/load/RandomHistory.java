package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.DmsCsv;
import io.tidemark.sandbox.DmsFiles;
import io.tidemark.sandbox.DmsFormat;
import io.tidemark.sandbox.OrderRow;
import io.tidemark.sandbox.OrdersHistory;
import io.tidemark.sandbox.OrdersHistory.Size;
import io.tidemark.sandbox.OrdersTable;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A history of orders and the disorder in which it reaches the table; all of it follows from the seed. In the end every
 * object has been uploaded and every hour been asked for, nothing else is sure.
 */
final class RandomHistory {

    private static final LocalDateTime FIRST_HOUR = LocalDateTime.of(2024, 2, 29, 22, 0);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'", Locale.ROOT);
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("'year='yyyy/'month='MM/'day='dd/'hour='HH/", Locale.ROOT);

    /** Whether {@code -Dtidemark.formats} asks for CSV; else it is Parquet. */
    private static final boolean CSV = FileFormat.chosen().anyMatch(FileFormat.CSV::equals);

    private final long seed;
    private final Random random;
    private final OrdersHistory history;
    private final boolean softDeletes;
    private final List<String> settings;
    private final DmsFiles files;
    private final List<Upload> late = new ArrayList<>();
    private long uploadedRows;
    private long uploadedObjects;

    @SuppressWarnings("ArrayRecordComponent") // uploaded, never compared
    private record Upload(String path, byte[] content, int rows) {}

    private RandomHistory(long seed, Size size) {
        this.seed = seed;
        this.random = new Random(seed);
        this.history = OrdersHistory.of(seed, FIRST_HOUR, size);
        this.softDeletes = random.nextBoolean();
        this.settings = new ArrayList<>(List.of(
                "target.deletes = " + (softDeletes ? "soft" : "hard"),
                "load.lookback = " + random.nextInt(4) + "h",
                "load.readers = " + (1 + random.nextInt(3)),
                "load.fold-memory = 1MiB"));
        DmsFormat format = DmsFormat.standard()
                .withBooleansAsText(random.nextBoolean())
                .withRowGroupRows(5 + random.nextInt(5_000));
        this.files = OrdersTable.dmsFiles().in(CSV ? csv(format) : format);
    }

    private DmsFormat csv(DmsFormat format) {
        settings.addAll(
                List.of("source.format = csv", "source.csv.header = true", "source.csv.null-value = \"\\\\N\""));
        return format.withCsv(DmsCsv.standard().withGzip(random.nextBoolean()));
    }

    static RandomHistory small(long seed) {
        return new RandomHistory(seed, new Size(30, 3, 60));
    }

    /** One whose hours exceed the budget of a fold. */
    static RandomHistory large(long seed) {
        return new RandomHistory(seed, new Size(500, 1, 25_000));
    }

    OrdersHistory history() {
        return history;
    }

    List<String> settings() {
        return settings;
    }

    boolean softDeletes() {
        return softDeletes;
    }

    long uploadedRows() {
        return uploadedRows;
    }

    long uploadedObjects() {
        return uploadedObjects;
    }

    int changesOfLargestHour() {
        return IntStream.range(0, history.size().hours())
                .map(hour -> history.changes(hour).size())
                .max()
                .orElse(0);
    }

    /** Uploads and loads until everything has arrived. */
    void run(Mirror mirror) {
        uploadFullLoad(mirror);
        IntStream.range(0, history.size().hours()).forEach(hour -> uploadHour(mirror, hour));
        List<String[]> commands = new ArrayList<>();
        commands.add(new String[] {"full-load"});
        for (int hour = 0; hour < history.size().hours(); hour++) {
            for (int times = random.nextInt(3); times > 0; times--) {
                commands.add(random.nextBoolean() ? load(hour) : load(hour, "--reapply"));
            }
        }
        Collections.shuffle(commands, random);
        commands.forEach(command -> run(mirror, command));
        late.forEach(upload -> put(mirror, upload));
        List<String[]> last = new ArrayList<>(
                IntStream.range(0, history.size().hours()).mapToObj(this::load).toList());
        Collections.shuffle(last, random);
        last.forEach(command -> run(mirror, command));
    }

    private String[] load(int hour, String... options) {
        return Stream.concat(Stream.of("load", "--hour", history.hour(hour).format(HOUR)), Stream.of(options))
                .toArray(String[]::new);
    }

    private void run(Mirror mirror, String... command) {
        Outcome outcome = mirror.run(command);
        assertThat(outcome.exitCode())
                .as("%s, %s: %s", this, List.of(command), outcome.text())
                .isZero();
        for (JsonNode hour : outcome.summary().path("hours")) {
            long changes = hour.path("changes").asLong(-1);
            assertThat(changes)
                    .as("%s, %s: %s", this, List.of(command), hour)
                    .isEqualTo(hour.path("rows").asLong()
                            + hour.path("key_changes").asLong())
                    .isEqualTo(Stream.of("applied", "superseded", "stale", "quarantined")
                            .mapToLong(fate -> hour.path(fate).asLong())
                            .sum());
        }
    }

    private void uploadFullLoad(Mirror mirror) {
        List<OrderRow> rows = history.initialRows();
        int cut = random.nextInt(rows.size() + 1);
        List<List<OrderRow>> parts = List.of(rows.subList(0, cut), rows.subList(cut, rows.size()));
        for (int part = 0; part < parts.size(); part++) {
            byte[] content = files.load(
                    parts.get(part).stream().map(OrderRow::values).toList(),
                    FIRST_HOUR.minusHours(1),
                    random.nextBoolean());
            put(
                    mirror,
                    new Upload(
                            "LOAD0000000" + (part + 1) + ".parquet",
                            content,
                            parts.get(part).size()));
        }
    }

    /** Each change goes into one object, some into two; rows of an object may come in any order. */
    private void uploadHour(Mirror mirror, int hour) {
        int objects = 1 + random.nextInt(4);
        List<List<DmsChange>> parts = Stream.generate(() -> (List<DmsChange>) new ArrayList<DmsChange>())
                .limit(objects)
                .toList();
        for (DmsChange change : history.changes(hour)) {
            parts.get(random.nextInt(objects)).add(change);
            if (random.nextInt(8) == 0) {
                parts.get(random.nextInt(objects)).add(change);
            }
        }
        for (int part = 0; part < objects; part++) {
            List<DmsChange> changes = parts.get(part);
            if (random.nextInt(3) == 0) {
                Collections.shuffle(changes, random);
            }
            String path = history.hour(hour).format(FOLDER) + "part-" + random.nextInt(10) + part + ".parquet";
            Upload upload = new Upload(path, files.changes(changes), changes.size());
            if (random.nextInt(4) == 0) {
                late.add(upload);
            } else {
                put(mirror, upload);
            }
        }
    }

    private void put(Mirror mirror, Upload upload) {
        mirror.put(upload.path, upload.content);
        uploadedRows += upload.rows;
        uploadedObjects++;
    }

    @Override
    public String toString() {
        return "seed " + seed + " " + settings;
    }
}
