package io.tidemark.loader.testing;

import io.tidemark.loader.model.ExitCode;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Says how a command must have ended. */
public final class OutcomeAssert extends AbstractAssert<OutcomeAssert, Outcome> {

    private OutcomeAssert(Outcome actual) {
        super(actual, OutcomeAssert.class);
    }

    public static OutcomeAssert assertThat(Outcome actual) {
        return new OutcomeAssert(actual);
    }

    /** With 0, and a summary that says so. */
    public OutcomeAssert succeeded() {
        Assertions.assertThat(actual.exitCode()).as(actual::err).isZero();
        Assertions.assertThat(actual.summary().path("exit_code").asInt(-1)).isZero();
        Assertions.assertThat(actual.summary().has("error")).isFalse();
        return this;
    }

    /** With this code, and a message that has these parts, both in the text for people and in the summary. */
    public OutcomeAssert failedWith(ExitCode code, String... parts) {
        Assertions.assertThat(actual.exitCode()).as(actual::err).isEqualTo(code.number());
        Assertions.assertThat(actual.summary().path("exit_code").asInt(-1)).isEqualTo(code.number());
        Assertions.assertThat(actual.summary().path("outcome").asText("")).isEqualTo("failed");
        Assertions.assertThat(actual.summary().path("error").path("class").asText())
                .isNotEmpty();
        for (String part : parts) {
            Assertions.assertThat(actual.errorMessage()).contains(part);
            Assertions.assertThat(actual.err()).contains(part);
        }
        return this;
    }

    /** The class of the failure as the summary names it. */
    public OutcomeAssert withErrorClass(String expected) {
        Assertions.assertThat(actual.summary().path("error").path("class").asText())
                .isEqualTo(expected);
        return this;
    }
}
