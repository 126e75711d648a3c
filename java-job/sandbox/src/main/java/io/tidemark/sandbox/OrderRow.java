package io.tidemark.sandbox;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the reference table; components are its columns, in order. {@code attributes} is jsonb's own text form. */
public record OrderRow(
        long orderId,
        long customerId,
        String status,
        BigDecimal amount,
        @Nullable String currency,
        @Nullable String note,
        @Nullable String attributes,
        @Nullable Boolean paid,
        @Nullable LocalDateTime placedAt,
        @Nullable Instant updatedAt,
        @Nullable LocalDate shipDate,
        @Nullable UUID reference) {

    /** The values in column order, as {@link DmsFiles} takes them. */
    public List<@Nullable Object> values() {
        return Collections.unmodifiableList(Arrays.asList(
                orderId,
                customerId,
                status,
                amount,
                currency,
                note,
                attributes,
                paid,
                placedAt,
                updatedAt,
                shipDate,
                reference));
    }
}
