package io.tidemark.loader.load;

import static io.tidemark.loader.load.ChangeFile.sequence;
import static io.tidemark.loader.load.Rows.time;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.read.ChangeReader;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What only CSV has: no header, no types, NULL as a text, packing. */
class CsvObjectsTest {

    private static final String PART = FormatContract.FOLDER + "part-1.csv";
    private static final String COLUMNS =
            "source.columns = [Op, dms_commit_ts, order_id, product_id, unit_price, quantity, discount, dms_change_seq,"
                    + " BI_order_id, BI_product_id]";

    private static final String TABLE = "create table public.t (order_id integer, product_id integer, unit_price real,"
            + " quantity smallint, discount real, primary key (order_id, product_id))";

    private static final String CONTENT =
            "select coalesce(string_agg(concat_ws(' ', order_id, product_id, unit_price, quantity, discount), '; '"
                    + " order by order_id, product_id), 'none') from public.t";

    private static final String OLD = sequence(109);

    private static Mirror details(String... settings) {
        Mirror mirror = Mirror.of("public.t", "order_id", "product_id")
                .with("source.format = csv", COLUMNS)
                .with(settings)
                .sql(TABLE);
        mirror.must("init");
        return mirror;
    }

    private static Outcome load(Mirror mirror, String content) {
        return load(mirror, content.getBytes(UTF_8));
    }

    private static Outcome load(Mirror mirror, byte[] content) {
        mirror.put(PART, content);
        return mirror.run("load", "--hour", FormatContract.HOUR);
    }

    private static void loads(Mirror mirror, String content, String expected) {
        Outcome outcome = load(mirror, content);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(mirror.value(CONTENT)).isEqualTo(expected);
    }

    private static void refuses(Mirror mirror, String content, String... parts) {
        Outcome outcome = load(mirror, content);
        assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(3);
        assertThat(outcome.text()).contains(mirror.uri(PART)).doesNotContain("qz-private");
        for (String part : parts) {
            assertThat(outcome.text()).contains(part);
        }
        assertThat(mirror.value(CONTENT)).isEqualTo("none");
    }

    private static String insert(long at, int order, String rest) {
        return "I," + time(at) + "," + order + ",11,+1.40000000e+01,12,+5.00000000e-02," + sequence(at) + rest + "\n";
    }

    @Test
    void changesAreReadInTheFormThatDmsGivesThem() {
        String rows = insert(1, 30014, ",,")
                + "U," + time(2) + ",30014,66,+1.10000000e+01,12,+0.00000000e+00," + sequence(2) + ",30014,11\n"
                + insert(3, 30002, ",,")
                + "D," + time(4) + ",30002,11,,,," + sequence(4) + ",,\n";
        loads(details(), rows, "30014 66 11 12 0");
    }

    @Test
    void aFileFromBeforeTheBeforeImagesIsRead() {
        loads(details(), insert(1, 1, "") + insert(2, 2, ""), "1 11 14 12 0.05; 2 11 14 12 0.05");
    }

    @Test
    void aFullLoadIsReadWithAndWithoutOperationAndBeforeImages() {
        String row = time(0) + ",%d,11,+1.40000000e+01,12,+0.00000000e+00,%s\n";
        Mirror mirror = details()
                .put("LOAD00000001.csv", ("I," + row.formatted(1, ",,")).getBytes(UTF_8))
                .put("LOAD00000002.csv", row.formatted(2, ",,").getBytes(UTF_8))
                .put("LOAD00000003.csv", ("I," + row.formatted(3, "")).getBytes(UTF_8))
                .put("LOAD00000004.csv", row.formatted(4, "").getBytes(UTF_8));
        mirror.must("full-load");
        assertThat(mirror.value(CONTENT)).isEqualTo("1 11 14 12 0; 2 11 14 12 0; 3 11 14 12 0; 4 11 14 12 0");
    }

    @Test
    void aLoadFileOfOneKeyColumnIsToldApartByItsFirstFields() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("source.format = csv", "source.columns = [Op, dms_commit_ts, id, name, dms_change_seq, BI_id]")
                .sql("create table public.t (id bigint primary key, name text)")
                .put("LOAD00000001.csv", ("I," + time(0) + ",1,one,\n").getBytes(UTF_8))
                .put("LOAD00000002.csv", (time(0) + ",2,two,,\n").getBytes(UTF_8));
        mirror.must("init");
        mirror.must("full-load");
        assertThat(mirror.value("select string_agg(id || name, ' ' order by id) from public.t"))
                .isEqualTo("1one 2two");
    }

    @Test
    void aRowOfAnotherNumberOfFieldsIsRefused() {
        refuses(details(), insert(1, 1, ",,,"), ", row 1: 11 fields; expected 10 or 8 as source.columns names them");
        refuses(
                details(),
                insert(1, 1, ",,") + insert(2, 2, ","),
                ", row 2: 9 fields; expected 10, one for each column");
        refuses(details(), insert(1, 1, ",,") + "I\n", ", row 2: 1 fields; expected 10");
    }

    @Test
    void aShiftedRowIsRefused() {
        String shifted = "I," + time(1) + ",1,11,12,+5.0e-02," + OLD + ",\n";
        refuses(details(), shifted, ", row 1: 8 fields, whose values are not those of source.columns");
    }

    @Test
    void namesWhereAChangeIsExpectedAreRefused() {
        refuses(
                details(),
                "Op,dms_commit_ts,order_id\n",
                "the first row holds names; expected a change, or" + " source.csv.header = true");
    }

    @Test
    void aChangeWhereNamesAreExpectedIsRefusedWithoutSayingIt() {
        refuses(
                details("source.csv.header = true"),
                insert(1, 1, ",qz-private,"),
                "the first row names no column \"order_id\", which is of the key; expected a header");
    }

    @Test
    void aHeaderThatNamesAColumnTwiceIsRefused() {
        refuses(
                details("source.csv.header = true"),
                "Op,order_id,product_id,product_id\n",
                "the header leaves a column without a name of its own");
    }

    @Test
    void rowsMayEndWithCarriageReturnAndTheLastWithoutAnything() {
        loads(
                details(),
                insert(1, 1, ",,").replace("\n", "\r\n") + insert(2, 2, ",,").strip(),
                "1 11 14 12 0.05; 2 11 14 12 0.05");
    }

    @Test
    void anotherDelimiterIsTakenFromTheSettings() {
        loads(details("source.csv.delimiter = \";\""), insert(1, 1, ",,").replace(',', ';'), "1 11 14 12 0.05");
    }

    @Test
    void anEmptyObjectHasNoRows() {
        loads(details(), "", "none");
        loads(details("source.csv.header = true"), "", "none");
    }

    private static Mirror texts(String... settings) {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("source.format = csv", "source.columns = [Op, dms_commit_ts, id, a, b, c, dms_change_seq]")
                .with(settings)
                .sql("create table public.t (id text primary key, a text, b text, c text)");
        mirror.must("init");
        return mirror;
    }

    private static String row(String fields) {
        return "I," + time(1) + "," + fields + "," + sequence(1) + "\n";
    }

    private static String shown(Mirror mirror) {
        return mirror.value(
                "select concat_ws('|', coalesce(a, 'NULL'), coalesce(b, 'NULL'), coalesce(c, 'NULL')) from public.t");
    }

    @Test
    void anEmptyFieldIsNullAndAQuotedOneIsNot() {
        Mirror mirror = texts();
        assertThat(load(mirror, row("1,,\"\",\"a \"\"b\"\",\nc\"")).exitCode()).isZero();
        assertThat(shown(mirror)).isEqualTo("NULL||a \"b\",\nc");
    }

    @Test
    void theTextOfNullIsOneOnlyWithoutQuotes() {
        Mirror mirror = texts("source.csv.null-value = \"\\\\N\"");
        assertThat(load(mirror, row("1,\\N,\"\\N\",")).exitCode()).isZero();
        assertThat(shown(mirror)).isEqualTo("NULL|\\N|");
    }

    @Test
    void aQuoteThatIsNotClosedAndTextBehindOneAreRefused() {
        for (String bad : new String[] {"2,a,b,\"c", "2,a,\"b\"qz-private,c"}) {
            Mirror mirror = texts();
            Outcome outcome = load(mirror, row("1,a,b,c") + row(bad));
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.text())
                    .contains("cannot be read (not CSV: a quote that is not closed, text behind a closing quote")
                    .doesNotContain("qz-private");
        }
    }

    @Test
    void rowsAreCountedInSmallObjectsAndEstimatedInLargeOnes() {
        Mirror mirror = texts();
        assertThat(reader(mirror, row("1,a,b,c").repeat(7)).rows()).isEqualTo(7);
        assertThat(reader(mirror, row("1,a,b,c").repeat(60_000)).rows()).isBetween(45_000L, 75_000L);
    }

    private static ChangeReader reader(Mirror mirror, String content) {
        mirror.put(PART, content.getBytes(UTF_8));
        return Formats.open(
                mirror.pipeline(), mirror.content(PART, new HourPartition(Instant.parse("2024-05-01T00:00:00Z"))));
    }

    @Test
    void aTargetIsCreatedWithTypesGuessedFromTheValues() {
        Mirror mirror = Mirror.of("public.made", "id")
                .with("source.format = csv", "source.csv.header = true")
                .put(
                        "LOAD00000001.csv",
                        ("dms_commit_ts,id,price,ratio,born,seen,zip,flag,doc,code\n" + time(0)
                                        + ",7,1.50,+1.10000000e+01,2024-02-29,2024-02-29 10:00:00.123456,01234,true,"
                                        + "\"{\"\"a\"\": 1}\",181e9c5d-9b55-4535-8c6e-6c8c1234b807\n")
                                .getBytes(UTF_8));

        mirror.must("init", "--create-target", "--column", "price=numeric(6,2)");
        mirror.must("full-load");

        assertThat(mirror.value(
                        "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)"
                                + " from pg_attribute where attrelid = 'public.made'::regclass and attnum > 0"
                                + " and attname not like '\\_%'"))
                .isEqualTo("id bigint, price numeric(6,2), ratio double precision, born date,"
                        + " seen timestamp without time zone, zip text, flag boolean, doc jsonb, code uuid");
        assertThat(mirror.value("select concat_ws(' ', id, price, ratio, born, seen, zip, flag, doc) from public.made"))
                .isEqualTo("7 1.50 11 2024-02-29 2024-02-29 10:00:00.123456 01234 t {\"a\": 1}");
    }

    @Test
    void everyNumericTypeTakesNumbersWithExponent() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("source.format = csv", "source.csv.header = true")
                .sql("create table public.t (id bigint primary key, a smallint, b integer, c bigint, d numeric(12,2),"
                        + " e real, f double precision, g numeric)");
        mirror.must("init");
        String value = "+1.10000000e+01";
        String content = "Op,dms_commit_ts,id,a,b,c,d,e,f,g,dms_change_seq\nI," + time(1) + "," + value
                + ("," + value).repeat(7) + "," + sequence(1) + "\n";
        assertThat(load(mirror, content).exitCode()).isZero();
        assertThat(mirror.value("select concat_ws(' ', id, a, b, c, d, e, f, g) from public.t"))
                .isEqualTo("11 11 11 11 11.00 11 11 11.0000000");
        Outcome refused = load(mirror, content.replace("+1.10000000e+01,+1", "+1.15000000e+01,+1"));
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.text()).contains(", row 1, column \"id\": a number with more than 0 decimal places");
    }

    @Test
    void doctorReadsCsv() {
        Mirror mirror = details();
        mirror.put(PART, insert(1, 1, ",,").getBytes(UTF_8));
        Outcome outcome = mirror.run("doctor");
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("can list and read, e.g. " + mirror.uri(PART));
    }
}
