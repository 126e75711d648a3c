package io.tidemark.loader.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest of a load's changes: its position, and its commit time where positions do not hold one. Both are null for a
 * load without changes.
 */
public record Newest(@Nullable Position position, @Nullable Instant commit) {}
