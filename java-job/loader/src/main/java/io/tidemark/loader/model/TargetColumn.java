package io.tidemark.loader.model;

/** A column of the target table. {@code generated} columns are computed by PostgreSQL and never written. */
public record TargetColumn(String name, ColumnType type, boolean notNull, boolean generated) {}
