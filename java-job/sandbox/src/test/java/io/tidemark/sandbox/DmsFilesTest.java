package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.DmsChange.Operation;
import io.tidemark.sandbox.DmsLayout.Delimiter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.junit.jupiter.api.Test;

class DmsFilesTest {

    private static final LocalDateTime COMMITTED = LocalDateTime.of(2026, 11, 22, 13, 27, 5, 129_456_000);
    private static final String POSITION = DmsChange.position(COMMITTED, 61);
    private static final OrderRow ROW = new OrderRow(
            7,
            8,
            "new",
            new BigDecimal("-1.25"),
            "EUR",
            "",
            "{\"a\": 1}",
            true,
            COMMITTED,
            Instant.parse("9999-12-31T23:59:59Z"),
            LocalDate.of(2026, 11, 23),
            new UUID(1, 2));

    private final DmsFiles files = OrdersTable.dmsFiles();

    @Test
    void the_sequence_has_the_time_in_hundredths_and_a_counter_of_19_digits() {
        assertThat(POSITION).isEqualTo("20261122132705120000000000000000061").hasSize(35);
    }

    @Test
    void columns_come_in_dms_order_and_only_the_commit_time_is_required() {
        MessageType schema = ParquetReading.footer(files.changes(List.of(insert())))
                .getFileMetaData()
                .getSchema();
        assertThat(schema.getFields())
                .extracting(Type::getName)
                .startsWith("Op", "dms_commit_ts", "order_id", "customer_id")
                .endsWith("reference", "dms_change_seq", "BI_order_id");
        assertThat(schema.getFields())
                .filteredOn(column -> column.isRepetition(Repetition.REQUIRED))
                .extracting(Type::getName)
                .containsExactly("dms_commit_ts");
        assertThat(schema.getType("amount")).isEqualTo(column("fixed_len_byte_array(6) amount (DECIMAL(12,2))"));
        assertThat(schema.getType("placed_at")).isEqualTo(column("int64 placed_at (TIMESTAMP(MICROS,true))"));
        assertThat(schema.getType("reference")).isEqualTo(column("binary reference (STRING)"));
    }

    @Test
    void values_read_back() {
        GenericRecord record =
                ParquetReading.records(files.changes(List.of(insert()))).get(0);
        assertThat(text(record, "Op")).isEqualTo("I");
        assertThat(text(record, "dms_commit_ts")).isEqualTo("2026-11-22 13:27:05.129456");
        assertThat(text(record, "dms_change_seq")).isEqualTo(POSITION);
        assertThat(record.get("BI_order_id")).isNull();
        assertThat(text(record, "note")).isEmpty();
        assertThat(record.get("updated_at")).isEqualTo(253_402_300_799_000_000L);
        GenericFixed amount = (GenericFixed) record.get("amount");
        assertThat(new Conversions.DecimalConversion()
                        .fromFixed(
                                amount, amount.getSchema(), amount.getSchema().getLogicalType()))
                .isEqualTo(ROW.amount());
    }

    @Test
    void a_change_of_the_key_carries_the_key_before() {
        DmsChange move = new DmsChange(Operation.UPDATE, POSITION, COMMITTED, List.of(6L), ROW.values());
        GenericRecord record =
                ParquetReading.records(files.changes(List.of(move))).get(0);
        assertThat(record.get("BI_order_id")).isEqualTo(6L);
        assertThat(record.get("order_id")).isEqualTo(7L);
    }

    @Test
    void booleans_are_strings_where_dms_was_not_told_otherwise() {
        DmsFiles asText = files.in(DmsFormat.standard().withBooleansAsText(true));
        GenericRecord record =
                ParquetReading.records(asText.changes(List.of(insert()))).get(0);
        assertThat(text(record, "paid")).isEqualTo("true");
    }

    @Test
    void full_load_files_have_an_empty_sequence_and_op_only_on_demand() {
        byte[] with = files.load(List.of(ROW.values()), COMMITTED, true);
        byte[] without = files.load(List.of(ROW.values()), COMMITTED, false);
        assertThat(text(ParquetReading.records(with).get(0), "Op")).isEqualTo("I");
        GenericRecord record = ParquetReading.records(without).get(0);
        assertThat(record.getSchema().getField("Op")).isNull();
        assertThat(text(record, "dms_change_seq")).isEmpty();
    }

    @Test
    void columns_that_the_task_does_not_add_are_missing() {
        DmsFiles plain = files.in(DmsFormat.standard().withoutPosition().withoutBeforeImage());
        assertThat(plain.changeSchema().getFields())
                .extracting(field -> field.name())
                .doesNotContain("dms_change_seq", "BI_order_id");
        assertThat(ParquetReading.records(plain.changes(List.of(insert())))).hasSize(1);
    }

    @Test
    void csv_has_the_columns_in_the_same_order_and_quotes_only_what_needs_it() {
        DmsChange delete = new DmsChange(
                Operation.DELETE,
                POSITION,
                COMMITTED,
                List.of(),
                Arrays.asList(7L, null, null, null, null, null, null, null, null, null, null, null));
        DmsChange move = new DmsChange(Operation.UPDATE, POSITION, COMMITTED, List.of(6L), ROW.values());

        assertThat(csv(DmsCsv.plain(), insert(), move, delete))
                .containsExactly(
                        "I,2026-11-22 13:27:05.129456,7,8,new,-1.25,EUR,,\"{\"\"a\"\": 1}\",true,2026-11-22 13:27:05.129456,"
                                + "9999-12-31 23:59:59.000000,2026-11-23,00000000-0000-0001-0000-000000000002,"
                                + POSITION + ",",
                        "U,2026-11-22 13:27:05.129456,7,8,new,-1.25,EUR,,\"{\"\"a\"\": 1}\",true,2026-11-22 13:27:05.129456,"
                                + "9999-12-31 23:59:59.000000,2026-11-23,00000000-0000-0001-0000-000000000002,"
                                + POSITION + ",6",
                        "D,2026-11-22 13:27:05.129456,7,,,,,,,,,,,," + POSITION + ",");
    }

    @Test
    void csv_can_have_a_header_and_a_text_for_null() {
        assertThat(csv(DmsCsv.standard(), insert()))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("Op,dms_commit_ts,order_id,customer_id")
                .endsWith("reference,dms_change_seq,BI_order_id");
        assertThat(csv(DmsCsv.standard(), insert()).get(1))
                .contains(",EUR,,\"{")
                .endsWith(POSITION + ",\\N");
    }

    private List<String> csv(DmsCsv settings, DmsChange... changes) {
        byte[] file = files.in(DmsFormat.standard().withCsv(settings)).changes(List.of(changes));
        return new String(file, java.nio.charset.StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void every_layout_names_its_files() {
        assertThat(DmsLayout.loadFile("p/", 10)).isEqualTo("p/LOAD0000000A.parquet");
        assertThat(DmsLayout.hive().changeFile("p/", COMMITTED, 3))
                .isEqualTo("p/year=2026/month=11/day=22/hour=13/part-00003.parquet");
        assertThat(DmsLayout.flat().changeFile("p/", COMMITTED, 0)).isEqualTo("p/20261122-132705129.parquet");
        assertThat(Arrays.stream(Delimiter.values())
                        .map(delimiter -> DmsLayout.dateHour(delimiter).changeFile("p/", COMMITTED, 0)))
                .containsExactly(
                        "p/2026/11/22/13/20261122-132705129.parquet",
                        "p/2026-11-22-13/20261122-132705129.parquet",
                        "p/2026_11_22_13/20261122-132705129.parquet",
                        "p/2026112213/20261122-132705129.parquet");
        assertThat(DmsLayout.dateDay(Delimiter.DASH).changeFile("p/", COMMITTED, 0))
                .isEqualTo("p/2026-11-22/20261122-132705129.parquet");
    }

    private static DmsChange insert() {
        return new DmsChange(Operation.INSERT, POSITION, COMMITTED, List.of(), ROW.values());
    }

    private static Type column(String declaration) {
        return MessageTypeParser.parseMessageType("message t { optional " + declaration + "; }")
                .getType(0);
    }

    private static String text(GenericRecord record, String column) {
        return String.valueOf(record.get(column));
    }
}
