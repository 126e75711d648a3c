package io.tidemark.loader.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.ledger.StateSchema;
import io.tidemark.loader.sql.StateNames;
import io.tidemark.sandbox.SandboxPostgres;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of positions is PostgreSQL's order of their stored form, and that of DMS's 35 digits. */
class PositionTest {

    private static final int COUNT = 500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void orderIsThatOfPostgresql(long seed) {
        List<Position> positions = positions(seed, true);

        assertThat(sortedByPostgresql(positions, "stored")).isEqualTo(sorted(positions));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void orderIsThatOfTheDigitsOfDms(long seed) {
        List<Position> positions = positions(seed, false);

        List<Position> byText = new ArrayList<>(positions);
        byText.sort(Comparator.comparing(Position::toString));

        assertThat(byText).isEqualTo(sorted(positions));
        assertThat(sortedByPostgresql(positions, "tidemark.position_text(stored) collate \"C\""))
                .isEqualTo(sorted(positions));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {7, 8, 9})
    void storedFormIsShownAsTheTextAndReadBack(long seed) {
        List<Position> positions = positions(seed, true);

        assertThat(positions)
                .allSatisfy(position ->
                        assertThat(Position.ofBytes(position.toBytes())).isEqualTo(position));
        assertThat(inPostgresql(positions, "select tidemark.position_text(stored) from positions order by number"))
                .isEqualTo(positions.stream().map(Position::toString).toList());
    }

    @Test
    void largestSequenceKeepsItsDigits() {
        Position largest = new Position(9_999_123_123_595_999L, Long.parseUnsignedLong("9999999999999999999"), 0);

        assertThat(largest).hasToString("99991231235959999999999999999999999");
        assertThat(inPostgresql(List.of(largest), "select tidemark.position_text(stored) from positions"))
                .containsExactly("99991231235959999999999999999999999");
    }

    @Test
    void fullLoadIsLowestAndEmpty() {
        assertThat(Position.FULL_LOAD).hasToString("").isLessThan(new Position(1, 0, 0));
        assertThat(Position.FULL_LOAD.toBytes()).isEmpty();
        assertThat(inPostgresql(List.of(Position.FULL_LOAD), "select tidemark.position_text(stored) from positions"))
                .containsExactly("");
    }

    @Test
    void placesInTheLogAreShownAsPostgresqlWritesThem() {
        List<Position> positions = List.of(
                Position.ofLsn(0x16B3748, 0x16B3748),
                Position.ofLsn(0x16B3800, 0x16B3748),
                Position.ofLsn(0x1A_0000_0000L, 0xFFFF_FFFFL));

        assertThat(positions)
                .extracting(Position::toString)
                .containsExactly("0/16B3748", "0/16B3748 after 0/16B3800", "0/FFFFFFFF after 1A/0");
        assertThat(inPostgresql(positions, "select tidemark.position_text(stored) from positions order by number"))
                .isEqualTo(positions.stream().map(Position::toString).toList());
        assertThat(sortedByPostgresql(positions, "stored")).isEqualTo(sorted(positions));
        assertThat(positions.get(0)).isGreaterThan(Position.FULL_LOAD);
        assertThat(inPostgresql(
                        positions, "select coalesce(tidemark.position_time(stored)::text, 'none') from positions"))
                .containsOnly("none");
    }

    @Test
    void commitTimeIsShownInUtcToHundredths() {
        Position position = new Position(2024_02_29_23_59_59_99L, 17, 0);

        assertThat(inPostgresql(
                        List.of(position),
                        "select (tidemark.position_time(stored) at time zone 'UTC')::text from positions"))
                .containsExactly("2024-02-29 23:59:59.99");
    }

    private static List<Position> positions(long seed, boolean withOrdinals) {
        Random random = new Random(seed);
        List<Position> positions = new ArrayList<>();
        positions.add(Position.FULL_LOAD);
        while (positions.size() < COUNT) {
            long time = 2024_05_01_00_00_00_00L + random.nextInt(20);
            long sequence = random.nextInt(4) == 0
                    ? Long.parseUnsignedLong("9999999999999999999") - random.nextInt(20)
                    : random.nextInt(5) + (random.nextBoolean() ? 0 : 1L << 62);
            boolean ordinal = withOrdinals && sequence > 0 && random.nextBoolean();
            Position position = new Position(time, sequence, ordinal ? 1 + random.nextInt(300) : 0);
            if (!positions.contains(position)) {
                positions.add(position);
            }
        }
        Collections.shuffle(positions, random);
        return positions;
    }

    private static List<Position> sorted(List<Position> positions) {
        return positions.stream().sorted().toList();
    }

    private static List<Position> sortedByPostgresql(List<Position> positions, String order) {
        return inPostgresql(positions, "select number::text from positions order by " + order).stream()
                .map(number -> positions.get(Integer.parseInt(number)))
                .toList();
    }

    private static List<String> inPostgresql(List<Position> positions, String query) {
        return Database.JDBI.withHandle(handle -> {
            handle.execute("create temporary table positions (number integer, stored bytea)");
            for (int i = 0; i < positions.size(); i++) {
                insert(handle, i, positions.get(i));
            }
            return handle.createQuery(query).mapTo(String.class).list();
        });
    }

    private static void insert(Handle handle, int number, Position position) {
        handle.createUpdate("insert into positions values (:number, :stored)")
                .bind("number", number)
                .bind("stored", position.toBytes())
                .execute();
    }

    /** A database with the functions of the state schema. */
    private static final class Database {

        static final Jdbi JDBI =
                SandboxPostgres.shared().jdbi(SandboxPostgres.shared().createDatabase("position"));

        static {
            JDBI.useHandle(handle -> StateSchema.create(handle, new StateNames("tidemark")));
        }
    }

    @Test
    void timeIsFlooredToHundredthsOfASecond() {
        assertThat(Position.timeOf(LocalDateTime.of(2024, 6, 12, 10, 30, 27, 369_999_999)))
                .isEqualTo(2024_0612_1030_2736L);
    }

    @Test
    void positionOfATimeIsLowerThanEveryChangeOfThatTimeAndHigherThanAnyBefore() {
        Position time = new Position(2024_0612_1030_2736L, 0, 0);

        assertThat(time).isLessThan(new Position(2024_0612_1030_2736L, 1, 0));
        assertThat(time).isLessThan(new Position(2024_0612_1030_2736L, 0, 1));
        assertThat(time).isGreaterThan(new Position(2024_0612_1030_2735L, Long.MAX_VALUE, 9));
        assertThat(time).isGreaterThan(Position.FULL_LOAD);
        assertThat(Arrays.compareUnsigned(time.toBytes(), new Position(2024_0612_1030_2735L, -1, 9).toBytes()))
                .as("as PostgreSQL compares what is stored")
                .isPositive();
    }

    @Test
    void commitTimeIsSaidWhereThereIsOne() {
        Position change = new Position(2024_0612_1030_2736L, 121, 0);

        assertThat(change.commitTime()).contains(Instant.parse("2024-06-12T10:30:27.360Z"));
        assertThat(change.said()).isEqualTo("2024-06-12T10:30:27.360Z");
        assertThat(Position.FULL_LOAD.commitTime()).isEmpty();
        assertThat(Position.FULL_LOAD.said()).isEmpty();
        assertThat(new Position(0x4AF_B00000D0L, 7, 1).commitTime())
                .as("of an LSN")
                .isEmpty();
        assertThat(new Position(2024_1301_0000_0000L, 7, 0).commitTime())
                .as("a 13th month")
                .isEmpty();
    }
}
