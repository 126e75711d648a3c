package io.tidemark.sandbox.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.ParquetReading;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;

/** Holds a full load of the stand-in against a file that AWS DMS itself wrote, from a table with the same types. */
class RealFileTest {

    private static final String TABLE = """
            create table public.dms_test_table (
                id bigserial primary key, my_int integer, my_smallint smallint, my_numeric numeric(15,2), my_real real,
                my_double double precision, my_money money, my_varchar varchar(200), my_text text, my_bytea bytea,
                my_timestamp timestamp, my_uuid uuid, my_json json, my_jsonb jsonb, my_bool boolean)
            """;

    /** Its first row, as the source must have had it. */
    private static final String ROW = """
            insert into public.dms_test_table values (1, 1298498081, 15887, 1427131847.59, 0.42463749647140503,
                0.6868230728671094, 47632969758.54, '', 'mraj', '\\x7768746863746375', '2021-10-31 15:34:12.458',
                '181e9c5d-9b55-4535-8c6e-6c8c1234b807',
                '{"key_24":"pldnjobcs","key_28":"e","key_29":"jfbcxo","key_3":"lgtem","key_47":"kqfdafp","key_83":"leqyhy","key_94":"frs"}',
                '{"key_5":"bzrjxawn","key_59":"rfe","key_63":"wjjpjz","key_67":"dcekxba","key_78":"otafet","key_90":"kr","key_91":"mf"}',
                false)
            """;

    private static final Map<String, Object> EVERYTHING =
            Map.of("rule-name", "all", "rule-action", "include", "object-locator", Map.of("schema-name", "public"));

    @Test
    void a_full_load_has_the_columns_and_the_values_of_the_real_file() throws IOException {
        byte[] real = real();
        try (Bench bench = Bench.of("public.dms_test_table")
                // What that task was told, as its file shows.
                .with(DmsDocuments.TASK, "/MigrationType", "full-load")
                .with(DmsDocuments.MAPPINGS, "/rules", List.of(EVERYTHING))
                .target("EncodingType", "plain")
                .target("ParquetTimestampInMillisecond", true)
                .target("IncludeOpForFullLoad", false)
                .target("TimestampColumnName", "DMS_TIMESTAMP")) {
            bench.sql(TABLE).sql(ROW).loaded();

            byte[] own = bench.object("dms/public/dms_test_table/LOAD00000001.parquet");

            assertThat(columns(own)).containsExactlyElementsOf(columns(real));
            assertThat(values(ParquetReading.groups(own).get(0)))
                    .containsExactlyElementsOf(
                            values(ParquetReading.groups(real).get(0)));
            assertThat(codecs(own)).isEqualTo(codecs(real)).containsOnly(CompressionCodecName.UNCOMPRESSED);
            assertThat(encodings(own)).isEqualTo(encodings(real));
        }
    }

    /** Of each column, in order: repetition, physical type with its length, name, logical type. */
    private static List<List<Object>> columns(byte[] file) {
        MessageType schema = ParquetReading.footer(file).getFileMetaData().getSchema();
        return schema.getFields().stream()
                .map(Type::asPrimitiveType)
                .map(column -> List.<Object>of(
                        column.getRepetition(),
                        column.getPrimitiveTypeName(),
                        column.getTypeLength(),
                        column.getName(),
                        String.valueOf(column.getLogicalTypeAnnotation())))
                .toList();
    }

    /** All but the first, which is when DMS moved the row. */
    private static List<String> values(Group row) {
        return row.getType().getFields().stream()
                .skip(1)
                .map(field -> field.getName() + "="
                        + (field.asPrimitiveType().getPrimitiveTypeName().name().contains("BINARY")
                                        || field.asPrimitiveType()
                                                .getPrimitiveTypeName()
                                                .name()
                                                .contains("FIXED")
                                ? row.getBinary(field.getName(), 0).toStringUsingUTF8()
                                : row.getValueToString(row.getType().getFieldIndex(field.getName()), 0)))
                .toList();
    }

    private static List<CompressionCodecName> codecs(byte[] file) {
        return group(file).getColumns().stream()
                .map(column -> column.getCodec())
                .distinct()
                .toList();
    }

    private static List<Encoding> encodings(byte[] file) {
        return group(file).getColumns().stream()
                .flatMap(column -> column.getEncodings().stream())
                // Named for repetition levels, of which there are none.
                .filter(encoding -> !encoding.name().equals("BIT_PACKED"))
                .distinct()
                .sorted()
                .toList();
    }

    private static BlockMetaData group(byte[] file) {
        ParquetMetadata footer = ParquetReading.footer(file);
        return footer.getBlocks().get(0);
    }

    private static byte[] real() throws IOException {
        String name = "/dms/dms_test_table_LOAD00000001.parquet";
        try (InputStream file = Objects.requireNonNull(RealFileTest.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        }
    }
}
