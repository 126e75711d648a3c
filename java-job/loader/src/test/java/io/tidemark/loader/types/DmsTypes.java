package io.tidemark.loader.types;

import java.math.BigDecimal;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the formats of DMS have in common: its types, and what they lose. */
abstract class DmsTypes implements TypeFormat {

    static final String COMMITTED = "2024-05-01 00:00:00.000000";

    @Override
    public String keeps(SourceType type) {
        return type.keeps();
    }

    @Override
    public @Nullable String loses(SourceType type) {
        return type.loses();
    }

    @Override
    public Written written(SourceType type, EdgeValue value, SourceDatabase source) {
        String file = value.file();
        if (file != null && type.dms().isText()) {
            return Written.of(file);
        }
        try {
            return Written.of(value(type, source.text(this, text(type), type, value)));
        } catch (SQLException | IllegalArgumentException | ArithmeticException e) {
            return Written.lost("no room in " + writes(type));
        }
    }

    /** An SQL expression over {@code x}, what DMS keeps of a value: the text from which {@link #value} is made. */
    abstract String text(SourceType type);

    /**
     * The value as {@link #file} takes it.
     *
     * @throws IllegalArgumentException if the format has no room for it
     * @throws ArithmeticException if it is too large for the format
     */
    abstract Object value(SourceType type, String text);

    static BigDecimal decimal(DmsType type, String text) {
        BigDecimal number = new BigDecimal(text).setScale(type.scale());
        if (number.precision() > type.precision()) {
            throw new ArithmeticException("too many digits");
        }
        return number;
    }
}
