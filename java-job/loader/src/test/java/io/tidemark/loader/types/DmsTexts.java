package io.tidemark.loader.types;

import java.util.Locale;

/** DMS's values as texts, for CSV and what is made of it. */
abstract class DmsTexts extends DmsTypes {

    @Override
    public String writes(SourceType type) {
        return type.dms().toString();
    }

    /** A value that is given as a text needs no more. */
    @Override
    public Written written(SourceType type, EdgeValue value, SourceDatabase source) {
        return value.file() == null ? super.written(type, value, source) : Written.of(value.file());
    }

    @Override
    String text(SourceType type) {
        return switch (type.dms().kind()) {
            case INT2, INT4, INT8, REAL4, REAL8 -> "x::text";
            case NUMERIC -> "x::numeric::text";
            case BOOLEAN, BOOLEAN_TEXT -> "x::boolean::text";
            case STRING, WSTRING, CLOB, NCLOB -> "format('%s', x)";
            case BLOB -> "encode(x::bytea, 'hex')";
            case DATE -> "x::date::text";
            case TIME -> "x::interval::text";
            case DATETIME ->
                "to_char(x::timestamp, 'YYYY-MM-DD HH24:MI:SS.US') || case when x::timestamp <"
                        + " '0001-01-01' then ' BC' else '' end";
        };
    }

    @Override
    Object value(SourceType type, String text) {
        return switch (type.dms().kind()) {
            case REAL4 -> real(text, "%+.8e");
            case REAL8 -> real(text, "%+.16e");
            case NUMERIC -> decimal(type.dms(), text).toPlainString();
            default -> text;
        };
    }

    private static String real(String text, String format) {
        double value = Double.parseDouble(text);
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : text;
    }
}
