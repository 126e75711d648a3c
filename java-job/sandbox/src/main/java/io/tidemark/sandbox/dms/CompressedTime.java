package io.tidemark.sandbox.dms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A time that goes faster than the clock, so that hours pass in seconds: commits, file names and folders are in it.
 *
 * <p>Immutable; later moments stay later.
 *
 * @param begin a moment of the clock
 * @param shownAs what that moment is called
 * @param factor how many seconds pass in one
 */
public record CompressedTime(Instant begin, Instant shownAs, int factor) {

    private static final Clock CLOCK = Clock.systemUTC();

    /** Refuses a time that stands still or runs backwards. */
    public CompressedTime {
        if (factor < 1) {
            throw new IllegalArgumentException("factor is " + factor + "; expected 1 or more");
        }
    }

    /** The clock's own time. */
    public static CompressedTime none() {
        return new CompressedTime(Instant.EPOCH, Instant.EPOCH, 1);
    }

    /** A time that is {@code shownAs} now. */
    public static CompressedTime from(Instant shownAs, int factor) {
        return new CompressedTime(CLOCK.instant(), shownAs, factor);
    }

    /** What a moment of the clock is called, in UTC. */
    public LocalDateTime at(Instant moment) {
        return LocalDateTime.ofInstant(
                shownAs.plus(Duration.between(begin, moment).multipliedBy(factor)), ZoneOffset.UTC);
    }

    /** What it is now. */
    public LocalDateTime now() {
        return at(CLOCK.instant());
    }

    /** How long the clock takes for it. */
    public Duration real(Duration shown) {
        return shown.dividedBy(factor);
    }
}
