package io.tidemark.loader.types;

import io.tidemark.loader.types.DmsType.Kind;
import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.ParquetFixture;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Parquet files as DMS writes them with the default settings, in microseconds. */
final class ParquetTypes extends DmsTypes {

    @Override
    public String name() {
        return "Parquet";
    }

    @Override
    public List<String> settings() {
        return List.of();
    }

    @Override
    public String objectName() {
        return "20240501-010000000.parquet";
    }

    @Override
    public String writes(SourceType type) {
        return annotation(type.dms());
    }

    @Override
    String text(SourceType type) {
        return switch (type.dms().kind()) {
            case INT2, INT4, INT8, REAL4, REAL8 -> "x::text";
            case NUMERIC -> "x::numeric::text";
            case BOOLEAN, BOOLEAN_TEXT -> "x::boolean::text";
            case STRING, WSTRING, CLOB, NCLOB -> "format('%s', x)";
            case BLOB -> "encode(x::bytea, 'hex')";
            case DATE -> "(x::date - date '1970-01-01')::text";
            case TIME -> "trunc(extract(epoch from x::interval) * 1000)::text";
            case DATETIME ->
                "((x::timestamp::date - date '1970-01-01')::numeric * 86400000000"
                        + " + trunc(extract(epoch from x::timestamp::time) * 1000000))::text";
        };
    }

    @Override
    Object value(SourceType type, String text) {
        return switch (type.dms().kind()) {
            case INT2, INT4, DATE, TIME -> Integer.parseInt(text);
            case INT8, DATETIME -> Long.parseLong(text);
            case REAL4 -> Float.parseFloat(text);
            case REAL8 -> Double.parseDouble(text);
            case NUMERIC -> decimal(type.dms(), text);
            case BOOLEAN -> Boolean.parseBoolean(text);
            case BOOLEAN_TEXT, STRING, WSTRING, CLOB, NCLOB -> text;
            case BLOB -> HexFormat.of().parseHex(text);
        };
    }

    @Override
    public byte[] file(List<SourceType> types, List<Row> rows) {
        String columns = IntStream.range(0, types.size())
                .mapToObj(i -> "optional " + physical(types.get(i).dms()) + " c" + i + " "
                        + logical(types.get(i).dms()) + "; ")
                .collect(Collectors.joining());
        ParquetFixture file = ParquetFixture.of("message t { optional binary Op (STRING);"
                + " required binary dms_commit_ts (STRING); optional int64 id; " + columns
                + "optional binary dms_change_seq (STRING); optional int64 BI_id; }");
        for (Row row : rows) {
            @Nullable Object[] values = new @Nullable Object[types.size() + 5];
            Arrays.fill(values, null);
            values[0] = "U";
            values[1] = COMMITTED;
            values[2] = row.id();
            values[3 + row.column()] = row.value();
            values[3 + types.size()] = DmsChange.position(LocalDateTime.of(2024, 5, 1, 0, 0), row.id());
            file.row(values);
        }
        return file.bytes();
    }

    private static String physical(DmsType type) {
        return switch (type.kind()) {
            case INT2, INT4, DATE, TIME -> "int32";
            case INT8, DATETIME -> "int64";
            case REAL4 -> "float";
            case REAL8 -> "double";
            case NUMERIC -> "fixed_len_byte_array(" + bytes(type.precision()) + ")";
            case BOOLEAN -> "boolean";
            case BOOLEAN_TEXT, STRING, WSTRING, CLOB, NCLOB, BLOB -> "binary";
        };
    }

    private static String logical(DmsType type) {
        return switch (type.kind()) {
            case INT2 -> "(INTEGER(16,true))";
            case INT4, INT8, REAL4, REAL8, BOOLEAN, BLOB -> "";
            case NUMERIC -> "(DECIMAL(" + type.precision() + "," + type.scale() + "))";
            case BOOLEAN_TEXT, STRING, WSTRING, CLOB, NCLOB -> "(STRING)";
            case DATE -> "(DATE)";
            case TIME -> "(TIME(MILLIS,true))";
            case DATETIME -> "(TIMESTAMP(MICROS,true))";
        };
    }

    private static String annotation(DmsType type) {
        Kind kind = type.kind();
        String logical = logical(type);
        String shown = logical.isEmpty() ? physical(type).toUpperCase(java.util.Locale.ROOT) : logical;
        return kind == Kind.BLOB
                ? "BYTE_ARRAY"
                : shown.replaceAll("^\\((.*)\\)$", "$1").replace(",true", "");
    }

    /** The shortest array that holds every number of that many digits. */
    private static int bytes(int precision) {
        return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / Byte.SIZE + 1;
    }
}
