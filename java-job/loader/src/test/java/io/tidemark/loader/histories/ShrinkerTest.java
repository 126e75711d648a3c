package io.tidemark.loader.histories;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whether a wrong table would be noticed, and told in a few changes: here the target itself loses what it is given. */
class ShrinkerTest {

    private static final int ENOUGH_SEEDS = 30;

    /** An update of a row with a certain badge loses a value. */
    private static final String SABOTAGE = """
            create or replace function lose() returns trigger language plpgsql as $$
            begin
                new.name := case when old.badge = 'gold' then old.name else new.name end;
                return new;
            end $$;
            create or replace trigger lose before update on TABLE for each row execute function lose();
            """;

    @Test
    void aTableThatLosesUpdatesIsNoticedAndToldInFewChanges() {
        try (Stage stage = new Stage()) {
            History failing = LongStream.range(1, ENOUGH_SEEDS)
                    .mapToObj(Generator::history)
                    .filter(history -> failure(stage, history).isPresent())
                    .findFirst()
                    .orElseThrow();

            History small =
                    Shrinker.shrink(failing, smaller -> failure(stage, smaller).isPresent(), 300);

            assertThat(requireNonNull(failure(stage, small).orElse(null)))
                    .contains("the table has", "one by one, make", "name=");
            assertThat(small.objects().stream()
                            .mapToInt(file -> file.changes().size())
                            .sum())
                    .isLessThanOrEqualTo(3);
            assertThat(small.steps()).hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    void theSameSeedMakesTheSameHistory() {
        assertThat(Generator.history(7)).isEqualTo(Generator.history(7)).isNotEqualTo(Generator.history(8));
    }

    @Test
    void everyHistoryCouldHaveBeen() {
        List<History> histories =
                LongStream.range(0, 2_000).mapToObj(Generator::history).toList();
        assertThat(histories).allMatch(History::possible);
    }

    private static Optional<String> failure(Stage stage, History history) {
        return Play.failure(stage, history, new Tally(), SABOTAGE);
    }
}
