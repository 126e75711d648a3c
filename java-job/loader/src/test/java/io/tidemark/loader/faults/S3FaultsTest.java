package io.tidemark.loader.faults;

import static io.tidemark.loader.testing.OutcomeAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.faults.FaultyS3.Fault;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.testing.Items;
import io.tidemark.loader.testing.Outcome;
import io.tidemark.sandbox.SandboxS3;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** An S3 that is too busy, ends early, is slow, changes under the reader's hands, or has a great many objects. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class S3FaultsTest {

    private static final String LIST = "list-type=2";
    private static final String OBJECT = Items.key(1);
    private static final int MORE_THAN_A_PAGE = 1_050;

    private final Hour hour = new Hour();
    private final FaultyS3 s3 = new FaultyS3();

    @AfterEach
    void closeProxy() {
        s3.close();
    }

    private Outcome load(String... settings) {
        hour.bench()
                .settings("s3 { endpoint = \"" + s3.endpoint() + "\", attempts = 3 }")
                .settings(settings);
        return hour.bench().run("load", "--hour", Items.HOUR);
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST, "part-00001"})
    void anS3ThatIsBusyForAWhileIsAskedAgain(String what) {
        s3.rule((target, number) -> target.contains(what) && number < 3 ? Fault.slowDown() : Fault.NONE);
        assertThat(load()).succeeded();
        assertThat(s3.faults()).isPositive();
        hour.assertLoadedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST, "part-00001"})
    void anS3ThatStaysBusyIsTheEnvironmentsFault(String what) {
        s3.rule((target, number) -> target.contains(what) ? Fault.slowDown() : Fault.NONE);
        assertFailed(load(), "S3 answered SlowDown");
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST, "part-00001"})
    void aRefusalWithoutAnythingInItIsTheEnvironmentsFault(String what) {
        s3.rule((target, number) -> target.contains(what) ? Fault.answer("403 Forbidden", "") : Fault.NONE);
        assertFailed(load(), "the credentials may not do this: s3:ListBucket");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBodyThatIsCutShortOnceIsFetchedAgain(int request) {
        s3.rule((target, number) -> target.contains(OBJECT) && number == request ? Fault.cutAfter(100) : Fault.NONE);
        assertThat(load()).succeeded();
        assertThat(s3.faults()).isPositive();
        hour.assertLoadedOnce();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void bodiesThatAreAlwaysCutShortAreTheEnvironmentsFault(int from) {
        s3.rule((target, number) -> target.contains(OBJECT) && number >= from ? Fault.cutAfter(100) : Fault.NONE);
        assertFailed(load(), "cannot read bytes ", " of " + hour.bench().uri(OBJECT));
    }

    @Test
    void aListingThatIsCutShortIsTheEnvironmentsFault() {
        s3.rule((target, number) -> target.contains(LIST) ? Fault.cutAfter(40) : Fault.NONE);
        assertFailed(load(), "cannot list s3://" + hour.bench().bucket() + "/");
    }

    @Test
    void anS3ThatIsSlowIsWaitedFor() {
        s3.rule((target, number) -> Fault.trickle(20, 20));
        assertThat(load()).succeeded();
        assertThat(s3.faults()).isPositive();
        hour.assertLoadedOnce();
    }

    @Test
    void anS3ThatFallsSilentIsTheEnvironmentsFault() {
        s3.rule((target, number) -> target.contains(OBJECT) ? Fault.trickle(1, 3_000) : Fault.NONE);
        assertFailed(
                load("s3.read-timeout = 300ms", "s3.attempts = 2"),
                "cannot read bytes ",
                hour.bench().uri(OBJECT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anObjectThatChangesAfterItWasListedIsNotRead(int request) {
        s3.rule((target, number) -> {
            if (target.contains(OBJECT) && number == request) {
                hour.writeSecondAgain();
            }
            return Fault.NONE;
        });
        assertFailed(
                load(),
                hour.bench().uri(OBJECT),
                "the object changed after it was listed: a retry reads the new content");
    }

    @Test
    void anObjectThatIsGoneAfterItWasListedIsTheEnvironmentsFault() {
        s3.rule((target, number) -> {
            if (target.contains(OBJECT) && number == 1) {
                SandboxS3.shared()
                        .client()
                        .deleteObject(
                                request -> request.bucket(hour.bench().bucket()).key(OBJECT));
            }
            return Fault.NONE;
        });
        Outcome outcome = load();
        assertThat(outcome)
                .failedWith(
                        ExitCode.ENVIRONMENT, "the object was listed but is gone: retry, then ask who deletes there");
        hour.assertNothingLoaded();
    }

    @Test
    void anObjectBehindAThousandOthersIsFound() {
        String folder = OBJECT.substring(0, OBJECT.lastIndexOf('/') + 1);
        IntStream.range(0, MORE_THAN_A_PAGE)
                .parallel()
                .forEach(number -> SandboxS3.shared()
                        .client()
                        .putObject(
                                request -> request.bucket(hour.bench().bucket()).key(folder + "_marker-" + number),
                                RequestBody.empty()));
        AtomicInteger pages = new AtomicInteger();
        s3.rule((target, number) -> {
            boolean secondPage = target.contains(LIST) && target.contains("continuation-token");
            return secondPage && pages.incrementAndGet() == 1 ? Fault.slowDown() : Fault.NONE;
        });
        assertThat(load()).succeeded();
        assertThat(pages)
                .as("requests for the second page, of which one failed")
                .hasValue(2);
        hour.assertLoadedOnce();
    }

    private void assertFailed(Outcome outcome, String... parts) {
        assertThat(outcome).failedWith(ExitCode.ENVIRONMENT, parts).withErrorClass("EnvironmentException");
        hour.assertNothingLoaded();
        hour.assertRetryLoadsAllOnce();
    }
}
