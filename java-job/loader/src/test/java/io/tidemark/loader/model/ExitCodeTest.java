package io.tidemark.loader.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.testing.Workbench;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The contract with whoever schedules loads: these numbers may be added to, never changed. */
class ExitCodeTest {

    @Test
    void eachReasonHasItsNumber() {
        Map<Integer, ExitCode> numbers = new TreeMap<>();
        Arrays.stream(ExitCode.values()).forEach(code -> numbers.put(code.number(), code));
        assertThat(numbers)
                .isEqualTo(Map.of(
                        0, ExitCode.OK,
                        1, ExitCode.BUG,
                        2, ExitCode.CONFIGURATION,
                        3, ExitCode.DATA_REFUSED,
                        4, ExitCode.NOT_READY,
                        5, ExitCode.ENVIRONMENT,
                        6, ExitCode.FENCED_OUT));
    }

    /** BashOperator skips a task at 99, shells report signals from 128 on. */
    @Test
    void noNumberMeansSomethingElseToASchedulerOrAShell() {
        assertThat(ExitCode.values())
                .extracting(ExitCode::number)
                .doesNotHaveDuplicates()
                .allSatisfy(number -> assertThat(number).isBetween(0, 98));
    }

    @Test
    void eachFailureKnowsItsCode() {
        assertThat(new ConfigurationException("x").exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(new DataRefusedException("x", null).exitCode()).isEqualTo(ExitCode.DATA_REFUSED);
        assertThat(new NotReadyException("x").exitCode()).isEqualTo(ExitCode.NOT_READY);
        assertThat(new EnvironmentException("x", null).exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(new FencedOutException("x").exitCode()).isEqualTo(ExitCode.FENCED_OUT);
        assertThat(new InternalException("x").exitCode()).isEqualTo(ExitCode.BUG);
    }

    @Test
    void theHelpListsEachNumber() {
        String help = Workbench.empty().runAsIs("--help").out();
        for (ExitCode code : ExitCode.values()) {
            assertThat(help).containsPattern("(?m)^ +" + code.number() + " +\\S");
        }
    }
}
