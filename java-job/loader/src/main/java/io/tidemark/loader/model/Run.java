package io.tidemark.loader.model;

import java.time.Instant;

/** Who runs what: {@code id} comes from the scheduler or is made up, {@code tryNumber} counts from 1. */
public record Run(String id, String command, int tryNumber, String jarVersion, Instant startedAt) {}
