package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {

    private final StringWriter text = new StringWriter();
    private final DemoReport report = new DemoReport(new PrintWriter(text, true));

    @Test
    void each_hour_of_a_summary_is_one_line_and_what_it_does_not_say_is_a_dash() {
        report.hours(
                "load",
                ConfigFactory.parseString(
                        "{\"hours\":[{\"hour\":\"2026-11-22T13:00Z\",\"objects\":4,\"changes\":3000,\"stale\":7},"
                                + "{\"hour\":\"2026-11-22T14:00Z\",\"objects\":1}]}"),
                Duration.ofMillis(1_540));
        assertThat(text.toString().lines().map(line -> line.strip().split(" +")))
                .containsExactly(
                        new String[] {"2026-11-22T13:00Z", "4", "3000", "-", "-", "-", "-", "7", "1.5"},
                        new String[] {"2026-11-22T14:00Z", "1", "-", "-", "-", "-", "-", "-", "1.5"});
    }

    @Test
    void equal_tables_are_called_equal_and_others_show_their_keys() {
        report.comparison(new TableComparison(12, List.of(), List.of(), List.of()));
        report.comparison(new TableComparison(11, List.of(1L), List.of(), List.of(2L, 3L)));
        assertThat(text.toString().lines().filter(line -> !line.isEmpty()))
                .containsExactly(
                        "EQUAL: the target has the source's 12 rows, every column the same",
                        "DIFFERENT: 11 rows are equal",
                        "  1 missing in the target: [1]",
                        "  2 different: [2, 3]");
    }
}
