package io.tidemark.loader.read.parquet;

import io.tidemark.loader.read.FileColumn;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Names the PostgreSQL type that holds every value of a Parquet column. */
final class FileColumns {

    private FileColumns() {}

    static FileColumn of(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        String fileType = type.getPrimitiveTypeName() + (annotation == null ? "" : " " + annotation);
        return new FileColumn(type.getName(), fileType, sqlType(type, annotation));
    }

    private static String sqlType(PrimitiveType type, LogicalTypeAnnotation annotation) {
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return "numeric(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        if (annotation instanceof TimeLogicalTypeAnnotation) {
            return "time";
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> "boolean";
            case FLOAT -> "real";
            case DOUBLE -> "double precision";
            case INT32 -> annotation instanceof DateLogicalTypeAnnotation ? "date" : integer(annotation, 32);
            case INT64 -> annotation instanceof TimestampLogicalTypeAnnotation ? "timestamp" : integer(annotation, 64);
            case INT96 -> "timestamp";
            case BINARY, FIXED_LEN_BYTE_ARRAY -> binary(annotation);
        };
    }

    /** An unsigned integer needs the next larger type. */
    private static String integer(LogicalTypeAnnotation annotation, int defaultBits) {
        IntLogicalTypeAnnotation integer =
                annotation instanceof IntLogicalTypeAnnotation is ? is : LogicalTypeAnnotation.intType(defaultBits);
        int bits = integer.isSigned() ? integer.getBitWidth() : 2 * integer.getBitWidth();
        if (bits <= 16) {
            return "smallint";
        }
        if (bits <= 32) {
            return "integer";
        }
        return bits <= 64 ? "bigint" : "numeric(20,0)";
    }

    private static String binary(LogicalTypeAnnotation annotation) {
        if (annotation instanceof JsonLogicalTypeAnnotation) {
            return "json";
        }
        if (annotation instanceof UUIDLogicalTypeAnnotation) {
            return "uuid";
        }
        boolean text =
                annotation instanceof StringLogicalTypeAnnotation || annotation instanceof EnumLogicalTypeAnnotation;
        return text ? "text" : "bytea";
    }
}
