package io.tidemark.loader.model;

/** How the winners of a load reached the table, and why so. */
public record ChosenStrategy(Pipeline.Strategy strategy, String reason) {}
