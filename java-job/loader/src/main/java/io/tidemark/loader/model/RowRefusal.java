package io.tidemark.loader.model;

import io.tidemark.loader.model.ValueRefusedException.Cure;
import java.util.Optional;

/**
 * Why a row of an object, counted from 0, cannot be loaded; {@code column} where it is one column's fault, and what change
 * of that column would help.
 */
public record RowRefusal(SourceRow at, Optional<String> column, String reason, Cure cure) {

    public RowRefusal(SourceRow at, Optional<String> column, String reason) {
        this(at, column, reason, Cure.NONE);
    }

    /** Of a value. */
    public static RowRefusal of(SourceRow at, Optional<String> column, ValueRefusedException refusal) {
        return new RowRefusal(at, column, String.valueOf(refusal.getMessage()), refusal.cure());
    }

    /** Object, row as readers of the file count, column and reason; no content. */
    public String message() {
        return at + column.map(name -> ", column \"" + name + "\"").orElse("") + ": " + reason;
    }

    RowRefusal withRemedy(String remedy) {
        return new RowRefusal(at, column, reason + "; " + remedy, cure);
    }
}
