package io.tidemark.loader.model;

import java.util.Optional;

/** Why a row of an object, counted from 0, cannot be loaded; {@code column} where it is one column's fault. */
public record RowRefusal(SourceRow at, Optional<String> column, String reason) {

    /** Object, row as readers of the file count, column and reason; no content. */
    public String message() {
        return at + column.map(name -> ", column \"" + name + "\"").orElse("") + ": " + reason;
    }
}
