package io.tidemark.loader.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that was set aside.
 *
 * @param content the row's columns as texts, for people; empty where the format cannot show them
 * @param key the row's key as texts, by the target's names; empty where it could not be read
 * @param position where the change stands, if it could be read
 */
public record QuarantinedRow(
        RowRefusal refusal,
        Map<String, @Nullable String> content,
        Map<String, @Nullable String> key,
        @Nullable Position position) {}
