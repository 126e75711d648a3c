package io.tidemark.sandbox;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A type that the 48 further columns of a wide table have in turn; one value in eight is NULL. */
record BenchColumn(String type, Schema schema, Function<SplittableRandom, Object> value) {

    private static final int COUNT = 48;
    private static final List<BenchColumn> TYPES = List.of(
            new BenchColumn("integer", Schema.create(Schema.Type.INT), SplittableRandom::nextInt),
            new BenchColumn("bigint", Schema.create(Schema.Type.LONG), SplittableRandom::nextLong),
            new BenchColumn(
                    "numeric(18, 4)",
                    logical(Schema.Type.BYTES, LogicalTypes.decimal(18, 4)),
                    random -> BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), 4)),
            new BenchColumn("double precision", Schema.create(Schema.Type.DOUBLE), SplittableRandom::nextDouble),
            new BenchColumn("boolean", Schema.create(Schema.Type.BOOLEAN), random -> random.nextInt(2) == 0),
            new BenchColumn("text", Schema.create(Schema.Type.STRING), random -> "text no. " + random.nextInt(100_000)),
            new BenchColumn(
                    "timestamp",
                    logical(Schema.Type.LONG, LogicalTypes.timestampMicros()),
                    random -> LocalDateTime.of(2026, 1, 1, 0, 0).plusSeconds(random.nextInt(20_000_000))),
            new BenchColumn(
                    "date",
                    logical(Schema.Type.INT, LogicalTypes.date()),
                    random -> LocalDate.of(2020, 1, 1).plusDays(random.nextInt(3_000))));

    /** The statement that adds the columns. */
    static String ddl() {
        return IntStream.range(0, COUNT)
                .mapToObj(number ->
                        "ADD COLUMN " + name(number) + " " + of(number).type())
                .collect(joining(", ", "ALTER TABLE " + OrdersTable.NAME + " ", ";\n"));
    }

    /** The columns as DMS maps them. */
    static List<Schema.Field> fields() {
        return IntStream.range(0, COUNT)
                .mapToObj(number -> DmsSchemas.optional(name(number), of(number).schema()))
                .toList();
    }

    /** A value for each column. */
    static List<@Nullable Object> values(SplittableRandom random) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int number = 0; number < COUNT; number++) {
            values.add(random.nextInt(8) == 0 ? null : of(number).value().apply(random));
        }
        return values;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "further_%02d", number + 1);
    }

    private static BenchColumn of(int number) {
        return TYPES.get(number % TYPES.size());
    }

    private static Schema logical(Schema.Type type, LogicalType logicalType) {
        return logicalType.addToSchema(Schema.create(type));
    }
}
