package io.tidemark.sandbox;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the content of an order's version from nothing but numbers, so that a history need not keep its rows.
 *
 * <p>The content tries a loader on purpose: NULL and empty text, quotes, tabs, line breaks, backslashes, characters
 * outside the basic plane, values too long for a heap page, negative and large amounts, dates before 1970.
 *
 * @param seed the history's seed
 */
public record OrderContent(long seed) {

    private static final List<String> STATES = List.of("new", "paid", "packed", "shipped", "returned", "cancelled");
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "GBP", "JPY", "CHF");
    private static final List<String> NOTES = List.of(
            "",
            " ",
            "leave with neighbour",
            "line one\nline two\r\nline three",
            "tab\there, \"quoted\", back\\slash, \\N",
            "naïve café – 東京 🚚",
            "null",
            "a,b;c|d");
    private static final LocalDateTime FIRST_ORDER = LocalDateTime.of(2024, 1, 1, 0, 0);
    private static final long LONG_NOTE_BLOCKS = 150;

    /** One state of a row: who it is, which version of it, and when that was written. */
    public record Version(long identity, long number, long writtenMicros) {}

    /** The row with this key. */
    public OrderRow row(long key, Version version) {
        RandomGenerator fixed = random(version.identity(), 0);
        RandomGenerator changing = random(version.identity(), version.number() + 1);
        long customer = 1 + fixed.nextLong(1_000_000);
        LocalDateTime placed = fixed.nextInt(20) == 0
                ? null
                : FIRST_ORDER.plus(fixed.nextLong(60_000_000_000_000L), ChronoUnit.MICROS);
        UUID reference = fixed.nextInt(10) == 0 ? null : new UUID(fixed.nextLong(), fixed.nextLong());
        return new OrderRow(
                key,
                customer,
                STATES.get(changing.nextInt(STATES.size())),
                amount(changing),
                changing.nextInt(10) == 0 ? null : CURRENCIES.get(changing.nextInt(CURRENCIES.size())),
                note(changing),
                attributes(changing),
                changing.nextInt(8) == 0 ? null : changing.nextBoolean(),
                placed,
                Instant.EPOCH.plus(version.writtenMicros(), ChronoUnit.MICROS),
                shipDate(changing),
                reference);
    }

    private RandomGenerator random(long identity, long number) {
        return new SplittableRandom(seed ^ (identity * 0x9E3779B97F4A7C15L) ^ (number * 0xC2B2AE3D27D4EB4FL));
    }

    private static BigDecimal amount(RandomGenerator random) {
        long limit = random.nextInt(50) == 0 ? 999_999_999_999L : 500_000;
        return BigDecimal.valueOf(random.nextLong(-limit / 10, limit), 2);
    }

    private static @Nullable String note(RandomGenerator random) {
        if (random.nextInt(500) == 0) {
            StringBuilder text = new StringBuilder();
            for (int block = 0; block < LONG_NOTE_BLOCKS; block++) {
                text.append(Long.toString(random.nextLong(), Character.MAX_RADIX))
                        .append(' ');
            }
            return text.toString();
        }
        return random.nextInt(3) == 0 ? null : NOTES.get(random.nextInt(NOTES.size()));
    }

    // In jsonb's own form (shorter keys first, one blank after colon and comma), so that texts can be compared.
    private static @Nullable String attributes(RandomGenerator random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> "{}";
            case 2 -> "{\"gift\": " + random.nextBoolean() + ", \"weight\": " + random.nextInt(1, 90) + ".50}";
            case 3 -> "{\"tags\": [\"a\", \"ü\", null], \"coupon\": \"C-" + random.nextInt(10_000) + "\"}";
            default -> "{\"note\": \"say \\\"hi\\\"\", \"nested\": {\"n\": " + random.nextInt() + "}}";
        };
    }

    private static @Nullable LocalDate shipDate(RandomGenerator random) {
        return switch (random.nextInt(20)) {
            case 0 -> LocalDate.of(1969, 12, 31);
            case 1 -> LocalDate.of(9999, 12, 31);
            case 2, 3, 4 -> null;
            default -> LocalDate.of(2026, 1, 1).plusDays(random.nextInt(700));
        };
    }
}
