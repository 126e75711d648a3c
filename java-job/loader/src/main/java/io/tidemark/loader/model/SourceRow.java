package io.tidemark.loader.model;

/** A row of an object, counted from 0. */
public record SourceRow(SourceObject object, int row) {

    /** Readers of the file count from 1. */
    @Override
    public String toString() {
        return object.uri() + ", row " + (row + 1L);
    }
}
