package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ParquetFixtureTest {

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 22, 13, 27, 5, 123_456_000);
    private static final long MICROS = 1_795_354_025_123_456L;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"LZO", "BROTLI", "LZ4"})
    void every_codec_reads_back(CompressionCodecName codec) {
        byte[] file = simple().codec(codec).bytes();
        assertThat(ParquetReading.groups(file))
                .extracting(row -> row.getString("name", 0))
                .containsExactly("a", "b", "c");
        assertThat(ParquetReading.footer(file)
                        .getBlocks()
                        .get(0)
                        .getColumns()
                        .get(0)
                        .getCodec())
                .isEqualTo(codec);
    }

    @ParameterizedTest
    @EnumSource
    void every_format_version_reads_back(WriterVersion version) {
        assertThat(ParquetReading.groups(simple().version(version).bytes())).hasSize(3);
    }

    @Test
    void row_groups_hold_the_number_of_rows_asked_for() {
        assertThat(ParquetReading.footer(simple().rowGroupRows(2).bytes()).getBlocks())
                .extracting(block -> block.getRowCount())
                .containsExactly(2L, 1L);
    }

    @Test
    void dictionaries_can_be_switched_off() {
        assertThat(usesDictionary(simple())).isTrue();
        assertThat(usesDictionary(simple().dictionary(false))).isFalse();
    }

    @Test
    void timestamps_take_their_column_s_unit_or_none() {
        Group row = single(
                """
                message t {
                  required int64 millis (TIMESTAMP(MILLIS,true));
                  required int64 micros (TIMESTAMP(MICROS,false));
                  required int64 nanos (TIMESTAMP(NANOS,true));
                  required int64 plain;
                  required int96 old;
                }
                """, TIME.withNano(123_000_000), TIME, Instant.parse("1969-12-31T23:59:59.999999999Z"), 7L, TIME);
        assertThat(row.getLong("millis", 0)).isEqualTo(MICROS / 1000);
        assertThat(row.getLong("micros", 0)).isEqualTo(MICROS);
        assertThat(row.getLong("nanos", 0)).isEqualTo(-1);
        assertThat(row.getLong("plain", 0)).isEqualTo(7);
        NanoTime old = NanoTime.fromBinary(row.getInt96("old", 0));
        assertThat((old.getJulianDay() - 2_440_588) * 86_400_000_000L + old.getTimeOfDayNanos() / 1000)
                .isEqualTo(MICROS);
    }

    @Test
    void decimals_fit_every_physical_type() {
        BigDecimal value = new BigDecimal("-12.3");
        Group row = single("""
                message t {
                  required int32 a (DECIMAL(9,2));
                  required int64 b (DECIMAL(18,2));
                  required binary c (DECIMAL(30,2));
                  required fixed_len_byte_array(7) d (DECIMAL(15,2));
                }
                """, value, value, value, value);
        assertThat(row.getInteger("a", 0)).isEqualTo(-1230);
        assertThat(row.getLong("b", 0)).isEqualTo(-1230);
        assertThat(row.getBinary("c", 0).getBytes()).containsExactly(0xfb, 0x32);
        assertThat(row.getBinary("d", 0).getBytes()).containsExactly(0xff, 0xff, 0xff, 0xff, 0xff, 0xfb, 0x32);
    }

    @Test
    void other_types_read_back() {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        Group row = single(
                """
                message t {
                  required boolean flag; required float f; required double d;
                  required int32 day (DATE); required int64 time (TIME(MICROS,true));
                  required binary text (STRING); required binary raw;
                  required fixed_len_byte_array(16) id (UUID); required int32 small (INTEGER(16,true));
                }
                """,
                true,
                1.5f,
                2.5,
                LocalDate.of(1969, 12, 31),
                LocalTime.of(0, 0, 1),
                uuid,
                new byte[] {0, -1},
                uuid,
                3);
        assertThat(row.getInteger("day", 0)).isEqualTo(-1);
        assertThat(row.getLong("time", 0)).isEqualTo(1_000_000);
        assertThat(row.getString("text", 0)).isEqualTo(uuid.toString());
        assertThat(row.getBinary("raw", 0).getBytes()).containsExactly(0, -1);
        assertThat(row.getBinary("id", 0).getBytes()).startsWith(0x01, 0x23).endsWith(0xcd, 0xef);
    }

    @Test
    void repeated_fields_and_groups_read_back() {
        Group row = single(
                "message t { repeated int32 many; required group inner { optional int32 x; } }",
                List.of(4, 5),
                new Object[] {6});
        assertThat(row.getFieldRepetitionCount("many")).isEqualTo(2);
        assertThat(row.getGroup("inner", 0).getInteger("x", 0)).isEqualTo(6);
    }

    @Test
    void null_leaves_an_optional_field_out_and_is_refused_for_a_required_one() {
        assertThat(single("message t { optional int32 a; }", new Object[] {null})
                        .getFieldRepetitionCount("a"))
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParquetFixture.of("message t { required int32 a; }")
                        .row(new Object[] {null})
                        .bytes())
                .withMessage("required field a has no value");
    }

    @Test
    void a_value_its_column_cannot_hold_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParquetFixture.of("message t { required int64 a (TIMESTAMP(MILLIS,true)); }")
                        .row(TIME)
                        .bytes())
                .withMessageContaining("finer than MILLIS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParquetFixture.of("message t { required int64 a; }")
                        .row("text")
                        .bytes())
                .withMessageContaining("cannot hold a String");
    }

    private static ParquetFixture simple() {
        return ParquetFixture.of("message t { required int64 id; optional binary name (STRING); }")
                .row(1L, "a")
                .row(1L, "b")
                .row(1L, "c");
    }

    private static boolean usesDictionary(ParquetFixture fixture) {
        return ParquetReading.footer(fixture.bytes())
                .getBlocks()
                .get(0)
                .getColumns()
                .get(0)
                .hasDictionaryPage();
    }

    private static Group single(String schema, Object... values) {
        return ParquetReading.groups(ParquetFixture.of(schema).row(values).bytes())
                .get(0);
    }
}
