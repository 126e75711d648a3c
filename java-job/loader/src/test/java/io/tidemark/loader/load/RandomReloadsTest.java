package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.DmsFiles;
import io.tidemark.sandbox.OrderRow;
import io.tidemark.sandbox.OrdersHistory;
import io.tidemark.sandbox.OrdersHistory.Size;
import io.tidemark.sandbox.OrdersTable;
import io.tidemark.sandbox.TableComparison;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Made-up histories of orders of which some changes were lost, so that the table was reloaded at the source, before some
 * hour. That hour's load, those of older hours, of newer ones, and the reload come in any order and again: the table must
 * end equal to the source.
 *
 * <p>{@code -Dtidemark.reloads=1000 -Dtidemark.first-seed=20} tries more of them.
 */
class RandomReloadsTest {

    private static final long RELOADS = Long.getLong("tidemark.reloads", 20);
    private static final long FIRST_SEED = Long.getLong("tidemark.first-seed", 1);
    private static final LocalDateTime FIRST_HOUR = LocalDateTime.of(2024, 2, 29, 21, 0);
    private static final int HOURS = 4;
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'", Locale.ROOT);
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("'year='yyyy/'month='MM/'day='dd/'hour='HH/", Locale.ROOT);

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + RELOADS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tableEndsEqualToItsSource(long seed) {
        Random random = new Random(seed);
        OrdersHistory history = OrdersHistory.of(seed, FIRST_HOUR, new Size(30, HOURS, 40));
        boolean soft = random.nextBoolean();
        Mirror mirror = Mirror.of(OrdersTable.NAME, "order_id")
                .with("target.deletes = " + (soft ? "soft" : "hard"), "load.lookback = 0s", "load.reload-margin = 0s")
                .sql(OrdersTable.ddl());
        mirror.must("init");
        int reloadedBefore = 1 + random.nextInt(HOURS - 1);
        upload(mirror, history, random, reloadedBefore);

        commands(mirror, history, random, reloadedBefore).forEach(mirror::must);

        if (soft) {
            mirror.sql("delete from public.orders where _cdc_deleted_at is not null");
        }
        TableComparison compared = OrdersTable.compare(mirror.database(), history.rowsAfter(HOURS));
        assertThat(compared.same())
                .as("seed %s, reloaded before hour %s: %s", seed, reloadedBefore, compared)
                .isTrue();
    }

    /** Of the hours before the reload a third of the changes never arrives. */
    private static void upload(Mirror mirror, OrdersHistory history, Random random, int reloadedBefore) {
        for (int hour = 0; hour < HOURS; hour++) {
            boolean lossy = hour < reloadedBefore;
            mirror.put(
                    history.hour(hour).format(FOLDER) + "part-1.parquet",
                    OrdersTable.dmsFiles()
                            .changes(history.changes(hour).stream()
                                    .filter(change -> !lossy || random.nextInt(3) > 0)
                                    .toList()));
        }
    }

    private static List<String[]> commands(Mirror mirror, OrdersHistory history, Random random, int reloadedBefore) {
        if (random.nextBoolean()) {
            load(mirror, "LOAD00000001", history.initialRows(), FIRST_HOUR.minusHours(1));
            mirror.must("full-load");
        }
        List<OrderRow> rows = history.rowsAfter(reloadedBefore).toList();
        int cut = random.nextInt(rows.size() + 1);
        load(mirror, "LOAD00000001", rows.subList(0, cut), history.hour(reloadedBefore));
        load(mirror, "SEGMENT2_LOAD00000001", rows.subList(cut, rows.size()), history.hour(reloadedBefore));
        List<String[]> commands = new ArrayList<>();
        IntStream.range(0, HOURS).forEach(hour -> {
            String[] load = {"load", "--hour", history.hour(hour).format(HOUR)};
            commands.add(load);
            if (random.nextBoolean()) {
                commands.add(new String[] {load[0], load[1], load[2], "--reapply"});
            }
        });
        IntStream.rangeClosed(0, random.nextInt(2))
                .forEach(time -> commands.add(new String[] {"full-load", "--reload"}));
        Collections.shuffle(commands, random);
        return commands;
    }

    private static void load(Mirror mirror, String name, List<OrderRow> rows, LocalDateTime started) {
        DmsFiles files = OrdersTable.dmsFiles();
        mirror.put(
                name + ".parquet",
                files.load(rows.stream().map(OrderRow::values).toList(), started, true));
    }
}
