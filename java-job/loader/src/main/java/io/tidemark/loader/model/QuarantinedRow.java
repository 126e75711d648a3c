package io.tidemark.loader.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row that was set aside.
 *
 * @param content the row's columns as a JSON object of texts, for people
 * @param key the row's key as a JSON object of texts, by the target's names, where it could be read
 * @param position where the change stands, if it could be read
 */
public record QuarantinedRow(
        RowRefusal refusal,
        String content,
        Optional<String> key,
        @Nullable Position position) {}
