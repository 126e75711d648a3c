package io.tidemark.loader.stage;

import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.TargetColumn;

/** Chooses the encoder of a target column: to support a type on the wire, begin here. */
final class ColumnEncoders {

    private ColumnEncoders() {}

    /** Values as they shall stand in the table. */
    static ColumnEncoder of(TargetColumn column, CopyBuffer out, NulCharacter onNul) {
        return switch (column.type().kind()) {
            case INT2 -> new IntegerEncoder(column, out, Short.BYTES, 0);
            case INT4 -> new IntegerEncoder(column, out, Integer.BYTES, 0);
            case INT8 -> new IntegerEncoder(column, out, Long.BYTES, 0);
            case MONEY ->
                new IntegerEncoder(column, out, Long.BYTES, column.type().scale());
            case FLOAT4 -> new FloatEncoder(column, out, true);
            case FLOAT8 -> new FloatEncoder(column, out, false);
            case NUMERIC -> new NumericEncoder(column, out, false);
            case BOOLEAN -> new BooleanEncoder(column, out);
            case TEXT, PADDED_TEXT, ENUM, JSON, CAST_ANY -> TextEncoder.plain(column, out, onNul);
            case CAST -> new CastEncoder(column, out, onNul);
            case JSONB -> TextEncoder.jsonb(column, out, onNul);
            case BYTEA -> new BytesEncoder(column, out);
            case UUID -> new UuidEncoder(column, out);
            case DATE -> new TimeEncoder(column, out, TimeEncoder.Unit.DATE);
            case TIME -> new TimeEncoder(column, out, TimeEncoder.Unit.TIME_OF_DAY);
            case TIMESTAMP -> new TimeEncoder(column, out, TimeEncoder.Unit.TIMESTAMP);
        };
    }

    /** Values that PostgreSQL calls equal get equal bytes, so that the fold sees one key. */
    static ColumnEncoder ofKey(TargetColumn column, CopyBuffer out, NulCharacter onNul) {
        return switch (column.type().kind()) {
            case NUMERIC -> new NumericEncoder(column, out, true);
            case PADDED_TEXT -> TextEncoder.unpadded(column, out, onNul);
            default -> of(column, out, onNul);
        };
    }
}
